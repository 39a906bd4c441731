import type { Dialect, InsertQueryBuilder, Kysely, RawBuilder, SelectQueryBuilder, Transaction } from 'kysely';
import type { ColumnTypes } from './column-types.js';
import type { DriverErrors } from './driver-errors.js';
import type { StoreSurvey } from './store.js';
import type { StoreTables } from './tables.js';

/**
 * What one kind of server does in its own way; the rest of the store is the same on every kind. An engine sends nothing
 * to its server before its dialect does.
 */
export interface StoreEngine {
  /** With its own pool, a prepared session, and a migration lock held by the session that migrates. */
  readonly dialect: Dialect;
  readonly columnTypes: ColumnTypes;
  readonly errors: DriverErrors;
  /** The name of this session's schema, for a condition. */
  readonly currentSchema: RawBuilder<string>;
  /** If a database holds many schemas: the one whose migrations are recorded. */
  readonly migrationSchema?: string;
  /** A time (ISO 8601) as a value for a column of the type `time`. */
  readonly toTime: (iso: string) => string;
  /** Makes an INSERT keep an existing row with the same value of a unique column or key. */
  readonly keepExisting: <T extends keyof StoreTables, R>(
    insert: InsertQueryBuilder<StoreTables, T, R>,
    key: readonly KeyColumn<T>[],
  ) => InsertQueryBuilder<StoreTables, T, R>;
  /** Reads one row and locks it until the transaction ends; fails where another one has it for two seconds more. */
  readonly lockSoon: <T extends keyof StoreTables, R>(
    trx: Transaction<StoreTables>,
    row: SelectQueryBuilder<StoreTables, T, R>,
  ) => Promise<R | undefined>;
  /** Makes a sequence continue after the highest value that was inserted explicitly. */
  readonly continueSequence: (db: Kysely<StoreTables>, table: keyof StoreTables, column: string) => Promise<void>;
  /**
   * Counts sessions of other programs in this store, as far as the account may see them; does not count its own pool.
   */
  readonly countOtherSessions: (db: Kysely<StoreTables>) => Promise<number>;
  /** Says what the server is and what it misses. Changes nothing and needs no schema. Throws the driver's errors. */
  readonly survey: () => Promise<StoreSurvey>;
  /** Creates the schema if it is missing and the engine may do so. */
  readonly createSchema: () => Promise<void>;
  /** Ends the pool; does not fail if its server is gone. */
  readonly close: () => Promise<void>;
}

export type KeyColumn<T extends keyof StoreTables> = keyof StoreTables[T] & string;
