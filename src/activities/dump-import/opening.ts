import type { DumpImportPlan } from '../../contracts/dump-import/plan.js';
import type { RunPlan } from '../../contracts/runs/run-plan.js';
import type { RunOpening } from '../run/kind-activities.js';

/** What the log of an import says at its ends, and what its workflow needs to know of the configuration. */
export const opening: RunOpening<'dump-import'> = {
  words: { run: 'Import process', skipped: 'Import skipped' },
  warnings: (input) => {
    const overridden = input.action === 'rollback' ? [] : (input.overrideGuards ?? []);
    return overridden.length === 0 ? [] : [`Guards overridden for this run by ${input.by}: ${overridden.join(', ')}`];
  },
  plan: (settings, { settings: { redis } }): Omit<DumpImportPlan, keyof RunPlan> => ({
    databases: settings.databases.map(({ name }) => name),
    failFast: settings.retry.failFast,
    loadGate: settings.loadGate,
    stableForMs: settings.freshness.stableForMs,
    extractTimeoutMs: settings.zip.extractTimeoutMs,
    importTimeoutMs: settings.importTimeoutMs,
    hasCache: redis !== undefined,
    flushAgainAfterMs: redis?.flushAgainAfterMs ?? 0,
    completeForMs: settings.publish.completeForMs,
    cleanupOnSuccess: settings.storage.cleanupOnSuccess,
    keepFailedFiles: settings.storage.keepFailedFiles,
    sideBySide: true,
    publish: {
      deadlineMs: settings.publish.deadlineMs,
      hasWindow: settings.publish.windows.length > 0,
      needsApproval: settings.publish.approval === 'required',
    },
  }),
};
