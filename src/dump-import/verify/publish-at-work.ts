import { listThreads } from '../../connectors/mysql/list-threads.js';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { controlTable } from '../control/control-schema.js';
import { WHOLE_PIPELINE } from '../control/take-epoch.js';
import { isWithoutControl } from '../control/is-without-control.js';

/**
 * Whether a writer to the pipeline's live tables is at work: a publish, a rollback, or what settles one. Read from the
 * connections that epochs of the whole pipeline have recorded; those of a dead process do not count.
 */
export const isPublishAtWork = async (publisher: MysqlConnection, pipeline: string): Promise<boolean> => {
  const recorded = await readRecorded(publisher, pipeline);
  if (recorded.size === 0) return false;
  const threads = await listThreads(publisher);
  return threads.some(({ id, host }) => recorded.get(id) === host);
};

/** Only the publisher's own: an account sees its connections without a privilege, and every epoch has one. */
const readRecorded = async (publisher: MysqlConnection, pipeline: string): Promise<Map<number, string>> => {
  try {
    const rows = await publisher.query(
      `SELECT c.connection_id AS id, c.client AS client FROM ${controlTable('connections')} c
        JOIN ${controlTable('epochs')} e ON e.epoch = c.epoch
        WHERE e.pipeline = ? AND e.scope = ? AND c.account = 'publisher'`,
      [pipeline, WHOLE_PIPELINE],
    );
    return new Map(rows.map((row) => [Number(row['id']), String(row['client'])]));
  } catch (error) {
    if (isWithoutControl(error)) return new Map();
    throw error;
  }
};
