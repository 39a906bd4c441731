import {
  ActivityCancellationType,
  ApplicationFailure,
  condition,
  defineSignal,
  proxyActivities,
  setHandler,
  upsertMemo,
} from '@temporalio/workflow';
import type { DumpImportInput } from '../../src/contracts/dump-import/input.js';
import type { DumpImportResult } from '../../src/contracts/dump-import/result.js';
import type { RunSnapshot } from '../../src/contracts/runs/run-snapshot.js';
import { initialSnapshot } from '../../src/contracts/runs/run-snapshot.js';
import type { ExamineInput } from '../../src/contracts/examine/examine-input.js';
import type { FakeActivities } from './fake-worker.js';

const { load } = proxyActivities<FakeActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { maximumAttempts: 1 },
});

const proceed = defineSignal<[{ by: string; waitId?: number }]>('proceed');

/** The real one's name, memo, signal and results; what it does is chosen by who asked. */
export async function dumpImport({ by }: DumpImportInput): Promise<DumpImportResult> {
  const show = (change: Partial<RunSnapshot>) => {
    upsertMemo({ status: { ...initialSnapshot, attempt: 1, maxAttempts: 3, ...change } });
  };
  if (by === 'skips') return { outcome: 'skipped', reason: 'no_newer_files', warnings: [] };
  if (by === 'fails') throw ApplicationFailure.nonRetryable('Loading: row 7 is missing', 'PROOF_FAILED');
  if (by === 'loads') {
    show({ step: 'importing_database_mvdsb', progress: 45 });
    await load();
  }
  if (by === 'waits') {
    let cut: string | undefined;
    setHandler(proceed, (request) => {
      cut = request.by;
    });
    show({
      step: 'checking_load',
      progress: 5,
      wait: { id: 1, kind: 'load', reason: 'load 140 of 100', until: '2030-01-01T00:00:00.000Z' },
    });
    await condition(() => cut !== undefined);
  }
  show({ step: 'cleanup', progress: 100 });
  return { outcome: 'success', reason: 'newer_files_available', generation: 4, warnings: [] };
}

/** Every pipeline is well, and has nothing to import. */
export function examinePipeline({ what }: ExamineInput): Promise<object> {
  return Promise.resolve(what === 'check' ? { ok: true, checks: [] } : { ok: true, previews: [] });
}
