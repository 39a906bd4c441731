import type { Dialect, InsertQueryBuilder, Kysely, RawBuilder } from 'kysely';
import type { ColumnTypes } from './column-types.js';
import type { DriverErrors } from './driver-errors.js';
import type { StoreSurvey } from './store.js';
import type { StoreTables } from './tables.js';

/**
 * What a kind of server does in its own way; all else of the store is the same on every kind. An engine asks nothing of
 * its server before its dialect does.
 */
export interface StoreEngine {
  /** With a pool of its own, a prepared session, and a migration lock that is held by the session that migrates. */
  readonly dialect: Dialect;
  readonly columnTypes: ColumnTypes;
  readonly errors: DriverErrors;
  /** Name of the schema of this session, for a condition. */
  readonly currentSchema: RawBuilder<string>;
  /** Where a database holds many schemas: the one whose migrations are recorded. */
  readonly migrationSchema?: string;
  /** A time (ISO 8601) as a value for a column of the type `time`. */
  readonly toTime: (iso: string) => string;
  /** Makes an INSERT leave a row as it is that has the same value of a unique column or of those of a unique key. */
  readonly keepExisting: <T extends keyof StoreTables, R>(
    insert: InsertQueryBuilder<StoreTables, T, R>,
    key: readonly KeyColumn<T>[],
  ) => InsertQueryBuilder<StoreTables, T, R>;
  /** Lets a sequence go on behind the highest value that was inserted by hand. */
  readonly continueSequence: (db: Kysely<StoreTables>, table: keyof StoreTables, column: string) => Promise<void>;
  /**
   * Sessions of other programs in this store, as far as the account may see them; counts those of its own pool, but for
   * its own.
   */
  readonly countOtherSessions: (db: Kysely<StoreTables>) => Promise<number>;
  /** What the server is and what it lacks. Changes nothing, and needs no schema. Throws the driver's errors. */
  readonly survey: () => Promise<StoreSurvey>;
  /** Creates the schema where it is missing and the engine may do so. */
  readonly createSchema: () => Promise<void>;
  /** Ends the pool; does not fail where its server is gone. */
  readonly close: () => Promise<void>;
}

export type KeyColumn<T extends keyof StoreTables> = keyof StoreTables[T] & string;
