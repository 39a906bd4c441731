import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, inject, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';

const directory = join(import.meta.dirname, 'histories');
const histories = readdirSync(directory).filter((name) => name.endsWith('.json'));
const historyOf = (name: string): unknown => JSON.parse(readFileSync(join(directory, name), 'utf8'));

// The planted change is meant to fail, and says so at length otherwise.
Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF', forward: {} } } });

const replay = (codePath: string, name: string) =>
  Worker.runReplayHistory({ workflowBundle: { codePath } }, historyOf(name), 'dump-import/import');

describe('the workflow', () => {
  it('has recorded histories of every way that a run can go', () => {
    for (const way of [
      'success',
      'skip',
      'retry',
      'cancel',
      'wait',
      'park',
      'rollback',
      'launch',
      'launch-beside-another',
      'tables-success',
      'tables-skip',
      'tables-dry-run',
      'tables-failed',
      'tables-retry',
      'tables-replay',
      'tables-batches',
      'tables-cancel',
      'tables-wait',
      'tables-project',
      'tables-project-replay',
      'exports-success',
      'exports-failed',
      'exports-cancel',
      'exports-try',
      'exports-job',
      'sync-success',
      'sync-export',
      'sync-import',
      'sync-backup',
      'sync-park',
      'sync-killed',
      'sync-cancel',
      'sync-failed',
      'sync-rollback',
      'sync-retry',
      'sync-unheard',
      'notification-delivered',
      'notification-failed',
      'examine-check',
      'examine-preview',
      'flush-again',
    ]) {
      expect(histories.filter((name) => name.endsWith(`-${way}.json`))).not.toEqual([]);
    }
  });

  it.each(histories)('still takes the recorded run %s to its end', async (name) => {
    await replay(inject('workflowBundle'), name);
  });

  it.each(histories)('takes the recorded run %s to its end with traces, too', async (name) => {
    await replay(inject('workflowBundle').replace('workflow-bundle.js', 'workflow-bundle-traced.js'), name);
  });

  it('is found out when the order of its steps changes', async () => {
    const code = readFileSync(inject('workflowBundle'), 'utf8');
    const changed = code
      .replaceAll('.load.proveDatabase.', '.load.#.')
      .replaceAll('.load.loadDump.', '.load.proveDatabase.')
      .replaceAll('.load.#.', '.load.loadDump.');
    expect(changed).not.toBe(code);
    const codePath = join(temporaryFolder('replay'), 'changed-bundle.js');
    writeFileSync(codePath, changed);
    const success = histories.find((name) => name.endsWith('-success.json')) ?? '';
    await expect(replay(codePath, success)).rejects.toThrow(DeterminismViolationError);
  });
});
