import type { SyncJson } from '../../api/table-import/source-sync/sync-schema.js';

/** A sync for people: its state and counts, then its first errors. */
export const describeSync = (sync: SyncJson): string => {
  const { syncRunId, status, itemsProcessed, itemsFailed, itemsSkipped, errors, warnings = [] } = sync;
  const shown = errors.slice(0, SHOWN).map(({ type, message }) => `  ${type}: ${message}`);
  const rest = errors.length > SHOWN ? [`  and ${errors.length - SHOWN} more`] : [];
  const counts = `${itemsProcessed} processed, ${itemsSkipped} skipped, ${itemsFailed} failed`;
  const lines = [
    `${status} ${syncRunId}  ${counts}`,
    ...warnings.map((text) => `  warning: ${text}`),
    ...shown,
    ...rest,
  ];
  return lines.map((line) => `${line}\n`).join('');
};

const SHOWN = 20;
