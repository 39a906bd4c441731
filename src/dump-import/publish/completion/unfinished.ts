import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import { quoteText } from '../../../connectors/mysql/quote-name.js';
import type { CompletionStep } from './completion-step.js';
import { controlTable } from '../../control/control-schema.js';
import { isWithoutControl } from '../../control/is-without-control.js';

/** A step after a commit that failed; whoever settles the pipeline next retries it. */
export interface UnfinishedStep {
  readonly step: CompletionStep;
  /**
   * The definition in its place when it failed, or null if there was none. If it has changed since, the step is not
   * retried.
   */
  readonly stands: string | null;
  /** The epoch whose generation was live; the definition is created only while it is. 0: no generation of ours. */
  readonly epoch: number;
  /** The whole statement, for display. */
  readonly statement: string;
  /** The server's message. */
  readonly problem: string;
}

/** Reads what commits of a pipeline left undone, in order; empty if there is no control schema yet. */
export const readUnfinished = async (publisher: MysqlConnection, pipeline: string): Promise<UnfinishedStep[]> => {
  try {
    const rows = await publisher.query(
      `SELECT statement, problem, entry FROM ${controlTable('unfinished')} WHERE pipeline = ? ORDER BY position`,
      [pipeline],
    );
    return rows.map((row) => ({
      ...(JSON.parse(String(row['entry'])) as Pick<UnfinishedStep, 'step' | 'stands' | 'epoch'>),
      statement: String(row['statement']),
      problem: String(row['problem']),
    }));
  } catch (error) {
    if (isWithoutControl(error)) return [];
    throw error;
  }
};

/** Replaces the record in one transaction. */
export const writeUnfinished = async (
  publisher: MysqlConnection,
  pipeline: string,
  steps: readonly UnfinishedStep[],
): Promise<void> => {
  await publisher.execute('START TRANSACTION');
  try {
    await publisher.query(`DELETE FROM ${controlTable('unfinished')} WHERE pipeline = ?`, [pipeline]);
    for (const [position, { step, stands, epoch, statement, problem }] of steps.entries()) {
      const values = [
        pipeline,
        step.database,
        statement,
        problem.slice(0, 2_000),
        JSON.stringify({ step, stands, epoch }),
      ];
      await publisher.execute(
        `INSERT INTO ${controlTable('unfinished')} (position, since, pipeline, database_name, statement, problem, entry)
          VALUES (${position}, UTC_TIMESTAMP(3), ${values.map(quoteText).join(', ')})`,
        'Cannot record what is left to do after the publish',
      );
    }
    await publisher.execute('COMMIT');
  } catch (error) {
    await publisher.execute('ROLLBACK').catch(() => undefined);
    throw error;
  }
};
