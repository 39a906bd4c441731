import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { describeBlockers } from '../../contracts/runs/describe-blockers.js';
import { findBlockers } from './locks/find-blockers.js';
import { isKeptTable } from './kept-tables.js';
import type { LockWatch } from './locks/with-lock-tries.js';

export interface WatchBlockersOptions {
  readonly settings: DumpImportSettings;
  /** One line on who holds the locks; undefined once the locks are held. */
  readonly tell: (line: string | undefined) => void;
}

/**
 * Finds who holds the locks while a publish or rollback is refused them.
 *
 * 1. The tries never wait for a look, and a failed look changes nothing.
 * 2. One look at a time: the first after a second of refusals, so that a passing read costs nothing; then one every
 *    five seconds.
 * 3. A result that arrives once the locks are held is discarded.
 */
export const watchBlockers = (mysql: MysqlSettings, { settings, tell }: WatchBlockersOptions): LockWatch => {
  const databases = settings.databases.map(({ name }) => name);
  let since: number | undefined;
  let lookedAt = 0;
  let looking = false;
  const look = async (began: number, connectionId: number): Promise<void> => {
    const report = await findBlockers(mysql, databases, { except: [connectionId], isKept: isKeptTable(settings) });
    if (since === began) tell(describeBlockers(report));
  };
  return {
    refused: (connectionId) => {
      const now = Date.now();
      since ??= now;
      if (looking || now - since < FIRST_LOOK_MS || now - lookedAt < LOOK_EVERY_MS) return;
      looking = true;
      lookedAt = now;
      void look(since, connectionId)
        .catch(() => undefined)
        .finally(() => (looking = false));
    },
    granted: () => {
      if (since !== undefined) tell(undefined);
      since = undefined;
    },
  };
};

const FIRST_LOOK_MS = 1_000;
const LOOK_EVERY_MS = 5_000;
