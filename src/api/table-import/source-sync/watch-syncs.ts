import type { SettleDeps } from './settle-sync.js';
import { settleSync } from './settle-sync.js';
import { startPending } from './start-pending.js';

/**
 * Looks after the syncs, from the server's start on: starts those that are pending, and ends those whose run has ended
 * without a word. Never keeps a process alive.
 */
export const watchSyncs = (deps: SettleDeps, everyMs = 10_000): (() => void) => {
  const { syncs, logger } = deps;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let told = '';
  const go = async (): Promise<void> => {
    try {
      await startPending(deps, 'server');
      for (const sync of await syncs.runs.list('in_progress')) if (!ended) await settleSync(deps, sync);
      told = '';
    } catch (err) {
      const why = err instanceof Error ? err.message : String(err);
      if (why !== told) logger.warn({ err }, 'Cannot look after the syncs yet');
      told = why;
    }
    if (!ended) timer = setTimeout(() => void go(), everyMs).unref();
  };
  void go();
  return (): void => {
    ended = true;
    clearTimeout(timer);
  };
};
