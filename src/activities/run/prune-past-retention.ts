import type { ActivityDeps } from '../activity-deps.js';

/**
 * Deletes runs past their retention, except the given open ones. Resolves to how many; undefined if the configuration
 * keeps all.
 */
export const prunePastRetention = async (
  { settings: { retentionMs }, store }: Pick<ActivityDeps, 'settings' | 'store'>,
  open: readonly string[],
): Promise<number | undefined> =>
  retentionMs > 0 ? store.prune(new Date(Date.now() - retentionMs).toISOString(), open) : undefined;
