import type { RunInput } from '../runs/run-input.js';

/** What a run does, by what it is started with. */
export type SyncShape = 'export' | 'import' | 'sync' | 'rollback';

/** What becomes of what was live: kept for a rollback, exported to a file first and kept, or dropped afterwards. */
export type SyncBackup = 'keep' | 'file' | 'drop';

/** The input of `databaseSync`. Names of connections and files only. */
export interface DatabaseSyncInput extends RunInput<'database-sync'> {
  readonly action?: never;
  /** The database that is read. @default that of the pipeline */
  readonly source?: string;
  /** The database that is written. @default that of the pipeline */
  readonly destination?: string;
  /** A dump of the folder of dumps, instead of a source. */
  readonly file?: string;
  /** Whose disk has the dump, or gets it. @default whoever takes the run */
  readonly host?: string;
  /** Of the source: only these. @default those of the pipeline */
  readonly schemas?: readonly string[];
  /** Of an export: tables as `schema.table`, or a table of `public`. @default all */
  readonly tables?: readonly string[];
  /** How an export writes rows. @default 'copy' */
  readonly format?: 'copy' | 'inserts';
  /** Whether an export is compressed. @default true */
  readonly compress?: boolean;
  /** @default 'keep' */
  readonly backup?: SyncBackup;
}

/** The input of `databaseSyncRollback`: puts the generation before live again. */
export interface SyncRollbackInput extends RunInput<'database-sync'> {
  readonly action: 'rollback';
  /** @default that of the pipeline */
  readonly destination?: string;
}

/** The databases of a run, after what the pipeline says. */
export interface SyncEnds {
  readonly shape: SyncShape;
  readonly source?: string;
  readonly destination?: string;
  readonly file?: string;
  /** Of the source: only these. @default those of the pipeline */
  readonly schemas?: readonly string[];
}

/**
 * What a run reads and writes: what its input names, else what its pipeline does. Without a destination it is an
 * export.
 */
export const endsOf = (
  input: DatabaseSyncInput | SyncRollbackInput,
  pipeline: { readonly source?: string; readonly destination?: string } = {},
): SyncEnds => {
  const destination = input.destination ?? pipeline.destination;
  const into = destination === undefined ? {} : { destination };
  if (input.action !== undefined) return { shape: 'rollback', ...into };
  if (input.file !== undefined) return { shape: 'import', file: input.file, ...into };
  const source = input.source ?? pipeline.source;
  return {
    shape: destination === undefined ? 'export' : 'sync',
    ...(source === undefined ? {} : { source }),
    ...into,
    ...(input.schemas === undefined ? {} : { schemas: input.schemas }),
  };
};
