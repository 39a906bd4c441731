import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import { quoteQualified } from '../../../connectors/mysql/quote-name.js';
import { isStevedoreError, StevedoreError } from '../../../contracts/errors.js';
import type { Rename } from './rename-plan.js';
import { waitUntilFree } from '../locks/wait-until-free.js';
import type { LockTries } from '../locks/with-lock-tries.js';
import { isLockRefusal, pauseBetweenTries, shortenLockWait } from '../locks/with-lock-tries.js';

/**
 * Renames all tables in one statement, or none.
 *
 * MySQL cannot refuse a lock at once, so there it first waits until no lock is visible (`waitUntilFree`). It never
 * queues behind a reader for longer than the server's smallest lock time-out, because new readers would queue behind
 * it;
 * it retries until `lockTimeoutMs` is over and then throws PUBLISH_LOCKED. Throws PUBLISH_INTERRUPTED if the connection
 * broke: the outcome is then unknown, and the journal's next reader finds it out.
 */
export const renameTables = async (
  publisher: MysqlConnection,
  renames: readonly Rename[],
  options: LockTries,
): Promise<void> => {
  if (renames.length === 0) return;
  const pairs = renames.map(
    ({ from, to }) => `${quoteQualified(from.schema, from.table)} TO ${quoteQualified(to.schema, to.table)}`,
  );
  const statement = `RENAME TABLE ${pairs.join(', ')}`;
  await shortenLockWait(publisher, options.flavor);
  const deadline = Date.now() + options.lockTimeoutMs;
  try {
    for (let tries = 1; ; tries++) {
      try {
        if (options.flavor === 'mysql')
          await waitUntilFree(
            publisher,
            renames.map(({ from }) => from),
            deadline,
            options.watch,
          );
        await publisher.execute(statement, `Cannot rename ${renames.length} tables`);
        options.watch?.granted();
        return;
      } catch (error) {
        if (isStevedoreError(error) && error.code === 'MYSQL_CONNECTION_LOST') throw interrupted(error);
        if (!isLockRefusal(error)) throw error;
        if (Date.now() >= deadline) throw publishLocked(options.lockTimeoutMs, error, tries);
        options.watch?.refused(publisher.id);
        await pauseBetweenTries(options.flavor);
      }
    }
  } finally {
    // Later statements on this connection may wait normally; if the connection broke, the next one says so.
    await publisher.execute('SET lock_wait_timeout = DEFAULT').catch(() => undefined);
  }
};

const interrupted = (cause: unknown): StevedoreError =>
  new StevedoreError('PUBLISH_INTERRUPTED', 'Cannot tell whether the publish happened: the connection broke', {
    cause,
  });

/** The workflow waits this error out and keeps everything that was loaded. */
export const publishLocked = (lockTimeoutMs: number, cause: unknown, tries = 1): StevedoreError =>
  new StevedoreError(
    'PUBLISH_LOCKED',
    `Cannot publish: other connections held locks on the tables during ${lockTimeoutMs} ms; ` +
      'end their transactions or raise publish.lock_timeout',
    { details: { tries }, cause },
  );
