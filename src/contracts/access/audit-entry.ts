import type { Role } from './role.js';

/** One request to change something, and how it ended. */
export interface AuditEntry {
  /** Makes a repeated record harmless. */
  readonly id: string;
  readonly at: string;
  /** The key's name; of `api.key` and of requests without a key what the request says. */
  readonly by: string;
  /** The id of a stored key. */
  readonly keyId?: string;
  readonly role: Role;
  /** The operation of the API: `startRun`, `cancelRun`, `createKey`, … */
  readonly action: string;
  readonly pipeline?: string;
  readonly runId?: string;
  /** The name of the key that was created or revoked. */
  readonly subject?: string;
  /** `refused`: the request could not be granted. `failed`: something behind the API did not answer, or failed. */
  readonly outcome: 'done' | 'refused' | 'failed';
  /** Status of the answer. */
  readonly status: number;
  /** Code of the problem in the answer. */
  readonly code?: string;
  readonly requestId?: string;
}
