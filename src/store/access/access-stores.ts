import type { AuditEntry } from '../../contracts/access/audit-entry.js';
import type { KeyRecord } from '../../contracts/access/key-record.js';
import type { SessionRecord } from '../../contracts/access/session-record.js';

/** Who may ask the API, what was asked once, and who did what. */
export interface AccessStores {
  readonly keys: KeyStore;
  readonly sessions: SessionStore;
  readonly starts: StartStore;
  readonly audit: AuditStore;
}

export interface KeyStore {
  /** Adds a key by the SHA-256 of its text. False where a key of that name is there that is not revoked. */
  add(record: KeyRecord, hash: string): Promise<boolean>;
  /** The key whose text has this SHA-256, revoked and expired ones too. */
  byHash(hash: string): Promise<KeyRecord | undefined>;
  /** Newest first, revoked and expired ones too. */
  list(): Promise<KeyRecord[]>;
  /** Ends a key, and those whose place it took; the first call wins. Undefined where there is none. */
  revoke(id: string, at: string, by: string): Promise<KeyRecord | undefined>;
  /**
   * Puts a key of the same name in a valid key's place, which ends at `endsAt`, or when it would have ended, if that is
   * earlier. False where the key has ended, or was replaced already.
   */
  replace(id: string, successor: KeyRecord, hash: string, endsAt: string): Promise<boolean>;
  /** Notes the last use, unless one after `notSince` is noted already. */
  noteUse(id: string, at: string, notSince: string): Promise<void>;
}

/** Sign-ins of the console, each by the SHA-256 of its token. */
export interface SessionStore {
  /** Adds one, and forgets those that have expired by then. */
  add(session: SessionRecord, tokenHash: string): Promise<void>;
  byTokenHash(tokenHash: string): Promise<SessionRecord | undefined>;
  remove(tokenHash: string): Promise<void>;
}

export interface StartStore {
  /**
   * The request that came with the key first, not before `notBefore`: this one where there is no other. Older ones are
   * forgotten.
   */
  claim(request: Omit<StartRequest, 'answer'>, notBefore: string): Promise<StartRequest>;
  /** Keeps what was answered; the first answer stays. */
  answer(keyHash: string, answer: StartAnswer): Promise<void>;
}

/** A request for a start with an idempotency key. */
export interface StartRequest {
  readonly keyHash: string;
  readonly requestHash: string;
  /** A UUID; the same for every repeat. */
  readonly startId: string;
  readonly createdAt: string;
  /** Absent while it is under way, and where it was refused or cut off. */
  readonly answer?: StartAnswer;
}

export interface StartAnswer {
  readonly body: object;
  readonly location?: string;
}

export interface AuditStore {
  /** Adds an entry; one with the same `id` stays as it is. */
  add(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(query?: AuditQuery): Promise<AuditPage>;
  /** Follows the chain of all entries, part by part: until there is no `next`. */
  verify(query?: AuditVerifyQuery): Promise<AuditVerification>;
}

export interface AuditVerifyQuery {
  /** A hash that was the end of the chain once. */
  readonly expected?: string;
  /** `next` of the part before. @default the first entry */
  readonly from?: AuditPosition;
  /** A part ends with the first batch of entries after so many milliseconds. @default 3_000 */
  readonly partMs?: number;
  /** How many entries are read at a time. @default 1_000 */
  readonly batch?: number;
}

/** What became of the chain of the audit, as far as it was followed. */
export interface AuditVerification extends ChainFigures {
  /** The hash of the newest entry; absent while there is no chain. */
  readonly end?: string;
  /** Whether the chain has the expected hash; absent where none was given. */
  readonly hasExpected?: boolean;
  /** Where the next part begins; absent once all entries were looked at. */
  readonly next?: AuditPosition;
}

/** A place in the chain, and what was found up to it. */
export interface AuditPosition extends ChainFigures {
  readonly seq: number;
  readonly hash: string;
  readonly hasExpected: boolean;
}

interface ChainFigures {
  /** Entries that were looked at. */
  readonly entries: number;
  /** Those of them that are not what was written, or do not follow the one before. */
  readonly brokenEntries: number;
  /** Entries from before there was a chain, which nothing can be said of. */
  readonly before: number;
  /** Those of the entries that have no hash, as a server of an earlier version leaves them; absent where none has. */
  readonly unprotected?: { readonly entries: number; readonly firstAt: string; readonly lastAt: string };
  /** The first entry, by id, that is not what was written, or does not follow the one before; or what is missing. */
  readonly broken?: { readonly id?: string; readonly at?: string; readonly why: string };
}

export interface AuditQuery {
  readonly pipeline?: string;
  /** @default 50, at most 500 */
  readonly limit?: number;
  /** `next` of the previous page. */
  readonly before?: number;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Absent on the last page. */
  readonly next?: number;
}
