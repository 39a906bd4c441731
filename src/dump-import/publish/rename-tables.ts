import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteQualified } from '../../connectors/mysql/quote-name.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { Rename } from './rename-plan.js';

/**
 * Renames all tables in one statement, or none.
 *
 * It never queues behind a reader for longer than the server's smallest lock time-out, because new readers would queue behind it;
 * it asks again until `lockTimeoutMs` is over and then throws PUBLISH_LOCKED. Throws PUBLISH_INTERRUPTED where the connection
 * broke: the outcome is then unknown and the journal's next reader finds out.
 */
export const renameTables = async (
  publisher: MysqlConnection,
  renames: readonly Rename[],
  options: { readonly flavor: ServerFacts['flavor']; readonly lockTimeoutMs: number },
): Promise<void> => {
  if (renames.length === 0) return;
  const pairs = renames.map(
    ({ from, to }) => `${quoteQualified(from.schema, from.table)} TO ${quoteQualified(to.schema, to.table)}`,
  );
  const statement = `RENAME TABLE ${pairs.join(', ')}`;
  await publisher.execute(`SET lock_wait_timeout = ${options.flavor === 'mariadb' ? 0 : 1}`);
  const deadline = Date.now() + options.lockTimeoutMs;
  for (let tries = 1; ; tries++) {
    try {
      await publisher.execute(statement, `Cannot rename ${renames.length} tables`);
      await becomePatient(publisher);
      return;
    } catch (error) {
      if (!isStevedoreError(error)) throw error;
      if (error.code === 'MYSQL_CONNECTION_LOST') {
        throw new StevedoreError('PUBLISH_INTERRUPTED', 'Cannot tell whether the publish happened: the connection broke', {
          cause: error,
        });
      }
      if (error.code !== 'MYSQL_LOCK_TIMEOUT' && error.code !== 'MYSQL_DEADLOCK') throw error;
      if (Date.now() >= deadline) {
        await becomePatient(publisher);
        throw locked(tries, options.lockTimeoutMs, error);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
};

/**
 * What follows on the same connection touches no live table, but may meet a lock that the server itself holds for a moment (purge,
 * statistics), which must not count as a refusal.
 */
const becomePatient = async (publisher: MysqlConnection): Promise<void> => {
  await publisher.execute('SET lock_wait_timeout = 10');
};

const locked = (tries: number, lockTimeoutMs: number, cause: unknown): StevedoreError =>
  new StevedoreError(
    'PUBLISH_LOCKED',
    `Cannot publish: other connections held locks on the tables during ${lockTimeoutMs} ms; ` +
      'end their transactions or raise publish.lock_timeout',
    { details: { tries }, cause },
  );
