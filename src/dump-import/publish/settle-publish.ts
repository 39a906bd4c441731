import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import { clearJournal, readJournal } from '../control/journal.js';
import type { Epoch } from '../control/take-epoch.js';
import { readCurrentToken } from '../control/tokens.js';
import { assertNotTorn } from './rename/assert-not-torn.js';
import type { Locking } from './completion/complete-publish.js';
import { completePublish } from './completion/complete-publish.js';
import { retryUnfinished } from './completion/retry-unfinished.js';
import { keepForLater, undoPublish } from './undo-publish.js';

export type Settlement = 'nothing' | 'finished' | 'undone';

export interface Settled {
  readonly settlement: Settlement;
  /** Names what could not be done, each with the statement that does it. */
  readonly warnings: readonly string[];
}

/**
 * Ends an interrupted publish: finishes it if its token has moved, undoes it if not; then retries what earlier ones
 * left undone. Needs an epoch over the whole pipeline, so that the interrupted worker cannot go on. Idempotent at every
 * line. No definition can stop it. Throws PUBLISH_TORN, and changes nothing, if the server itself lost half of the
 * rename.
 */
export const settlePublish = async (epoch: Epoch, settings: DumpImportSettings): Promise<Settled> => {
  const journal = await readJournal(epoch.publisher, settings.name);
  if (journal === undefined) return { settlement: 'nothing', warnings: await retryUnfinished(epoch, settings) };
  const current = await readCurrentToken(epoch.publisher, settings.name);
  const moved = current.kind === 'read' && current.provenance.epoch === journal.epoch;
  await assertNotTorn(epoch.publisher, journal, moved);
  const locking = await lockingOf(epoch.publisher, settings);
  if (moved) {
    return {
      settlement: 'finished',
      warnings: await completePublish(epoch, settings, journal, current.provenance, locking),
    };
  }
  const failed = await undoPublish(epoch, journal, locking);
  const warnings = await keepForLater(epoch, journal, failed, locking);
  await clearJournal(epoch.publisher, settings.name);
  return { settlement: 'undone', warnings };
};

const lockingOf = async (publisher: MysqlConnection, { publish }: DumpImportSettings): Promise<Locking> => ({
  flavor: (await readServerFacts(publisher)).flavor,
  lockTimeoutMs: publish.lockTimeoutMs,
});
