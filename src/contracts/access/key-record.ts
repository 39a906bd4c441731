import type { Role } from './role.js';

/** An API key as the store keeps it; its text is kept nowhere. */
export interface KeyRecord {
  /** Public: names the key in addresses and in the audit. */
  readonly id: string;
  /** Unique among the keys that are not revoked; shown as who asked. */
  readonly name: string;
  readonly role: Role;
  /** The pipelines it is for. @default all */
  readonly pipelines?: readonly string[];
  readonly createdAt: string;
  readonly createdBy: string;
  /** When it ends. @default never */
  readonly expiresAt?: string;
  /** To the minute. */
  readonly lastUsedAt?: string;
  readonly revokedAt?: string;
  readonly revokedBy?: string;
  /** Of each server. @default any number */
  readonly requestsPerMinute?: number;
  /** At a time, of each server. @default any number */
  readonly concurrentRequests?: number;
  /** The id of the key that took its place: a key of the same name with another text. */
  readonly replacedBy?: string;
  /** The id of the key that it goes back to by rotations: whoever sends it is the same as before. @default its own */
  readonly firstId?: string;
}
