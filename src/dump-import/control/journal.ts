import { mysqlErrorNumber } from '../../connectors/mysql/errors.js';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteText } from '../../connectors/mysql/quote-name.js';
import type { StoredObject } from '../../contracts/dump-import/stored-object.js';
import type { Rename } from '../publish/rename/rename-plan.js';
import { controlTable } from './control-schema.js';

/** What a publish or a rollback of one database is about to do, saved before anything is dropped. */
export interface JournalDatabase {
  readonly database: string;
  /** Where the live tables go. */
  readonly retired: string;
  /** Definitions in live that the publish drops before the commit: triggers, and views in the way of a table. */
  readonly dropped: readonly StoredObject[];
  /** Definitions that it replaces or removes after the commit. */
  readonly replaced: readonly StoredObject[];
  /** What a rollback creates where no generation of ours comes back: the definitions from before the first import. */
  readonly create?: readonly StoredObject[];
}

export interface JournalEntry {
  readonly pipeline: string;
  readonly epoch: number;
  readonly runId: string;
  readonly action: 'publish' | 'rollback';
  readonly databases: readonly JournalDatabase[];
  /** Kept generations that one statement before the commit moves out of the way. */
  readonly shifted: readonly Rename[];
  /** Schemas and tokens that nobody needs after the commit. */
  readonly dropAfter: { readonly schemas: readonly string[]; readonly tokens: readonly string[] };
  /** The one statement of the commit, by which a server that lost half of it is found out. */
  readonly renames?: readonly Rename[];
}

/** Saves what a publish is about to do; the entry stands until the publish is finished or undone. */
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

/** The publish that was begun and neither finished nor undone, or undefined. */
export const readJournal = async (publisher: MysqlConnection, pipeline: string): Promise<JournalEntry | undefined> => {
  try {
    const [row] = await publisher.query(`SELECT entry FROM ${controlTable('journal')} WHERE pipeline = ?`, [pipeline]);
    return row === undefined ? undefined : (JSON.parse(String(row['entry'])) as JournalEntry);
  } catch (error) {
    if ([1146, 1049].includes(mysqlErrorNumber(error) ?? 0)) return undefined;
    throw error;
  }
};

export const clearJournal = async (publisher: MysqlConnection, pipeline: string): Promise<void> => {
  await publisher.query(`DELETE FROM ${controlTable('journal')} WHERE pipeline = ?`, [pipeline]);
};
