import type { ActivityDeps } from '../activity-deps.js';

/**
 * Forgets runs that are past their retention, but for those that are open, and tells how many; undefined where the
 * configuration keeps all.
 */
export const prunePastRetention = async (
  { settings: { retentionMs }, store }: Pick<ActivityDeps, 'settings' | 'store'>,
  open: readonly string[],
): Promise<number | undefined> =>
  retentionMs > 0 ? store.prune(new Date(Date.now() - retentionMs).toISOString(), open) : undefined;
