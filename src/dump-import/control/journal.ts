import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteText } from '../../connectors/mysql/quote-name.js';
import type { StoredObject } from '../../contracts/dump-import/stored-object.js';
import type { Rename } from '../publish/rename/rename-plan.js';
import { controlTable } from './control-schema.js';
import { isWithoutControl } from './is-without-control.js';

/** What a publish or rollback is about to do to one database, saved before anything is dropped. */
export interface JournalDatabase {
  readonly database: string;
  /** The schema that the live tables move to. */
  readonly retired: string;
  /** Live definitions that the publish drops before the commit: triggers, and views whose name a table needs. */
  readonly dropped: readonly StoredObject[];
  /** Definitions that it replaces or removes after the commit. */
  readonly replaced: readonly StoredObject[];
  /** For a rollback to the state before the first import: the definitions that it creates. */
  readonly create?: readonly StoredObject[];
}

export interface JournalEntry {
  readonly pipeline: string;
  readonly epoch: number;
  readonly runId: string;
  readonly action: 'publish' | 'rollback';
  readonly databases: readonly JournalDatabase[];
  /** Kept generations that one statement moves away before the commit. */
  readonly shifted: readonly Rename[];
  /** Schemas and tokens that are dropped after the commit. */
  readonly dropAfter: { readonly schemas: readonly string[]; readonly tokens: readonly string[] };
  /** The single statement of the commit; used to detect a server that lost half of it. */
  readonly renames?: readonly Rename[];
}

/** Saves what a publish is about to do; the entry stays until the publish is finished or undone. */
export const writeJournal = async (publisher: MysqlConnection, entry: JournalEntry): Promise<void> => {
  await publisher.execute(
    `INSERT INTO ${controlTable('journal')} (pipeline, epoch, started_at, entry) VALUES (${[
      quoteText(entry.pipeline),
      entry.epoch,
      'UTC_TIMESTAMP(3)',
      quoteText(JSON.stringify(entry)),
    ].join(', ')})`,
    'Cannot write the journal of the publish',
  );
};

/** Returns the publish that was begun and neither finished nor undone, or undefined. */
export const readJournal = async (publisher: MysqlConnection, pipeline: string): Promise<JournalEntry | undefined> => {
  try {
    const [row] = await publisher.query(`SELECT entry FROM ${controlTable('journal')} WHERE pipeline = ?`, [pipeline]);
    return row === undefined ? undefined : (JSON.parse(String(row['entry'])) as JournalEntry);
  } catch (error) {
    if (isWithoutControl(error)) return undefined;
    throw error;
  }
};

export const clearJournal = async (publisher: MysqlConnection, pipeline: string): Promise<void> => {
  await publisher.query(`DELETE FROM ${controlTable('journal')} WHERE pipeline = ?`, [pipeline]);
};
