import { describe, expect, it } from 'vitest';
import type { RunDescription } from '../../connectors/temporal/describe-run.js';
import type { RunRecord } from '../../contracts/runs/run-record.js';
import type { RunSnapshot } from '../../contracts/runs/run-snapshot.js';
import { testPipeline } from '../../../test/api/test-settings.js';
import { viewRun } from '../runs/join-run.js';
import { importStatus } from './status-json.js';

const snapshot: RunSnapshot = {
  step: 'importing_database_portal64_bdw',
  attempt: 2,
  maxAttempts: 4,
  progress: 75,
  detail: {
    files: {
      remote: [{ filename: 'mvdsb_20250806.zip', size: 15_728_640, modTime: '2025-08-06T01:30:00Z', isNewer: true }],
      downloaded: ['mvdsb_20250806.zip', 'portal64_bdw_20250806.zip'],
      extracted: ['mvdsb_dump.sql', 'portal64_bdw_dump.sql'],
      imported: ['mvdsb'],
    },
  },
};

const running: RunDescription = {
  runId: 'r1',
  workflowId: 'dump-import/import',
  type: 'dumpImport',
  status: 'running',
  startTime: '2025-08-06T02:00:00Z',
  snapshot,
  activities: [],
  pendingTaskStuck: false,
};

const record: RunRecord = {
  runId: 'r1',
  kind: 'dump-import',
  pipeline: 'import',
  workflowId: 'dump-import/import',
  trigger: 'schedule',
  startedBy: 'schedule',
  startedAt: '2025-08-06T02:00:00Z',
  status: 'running',
  attempts: 1,
  warnings: [],
};

const generation = {
  pipeline: 'import',
  generation: 7,
  runId: 'r0',
  publishedAt: '2025-08-05T02:00:00Z',
  databases: ['mvdsb'],
  tables: 1,
  rows: 1,
  archives: [
    {
      filename: 'mvdsb_20250805.zip',
      pattern: 'mvdsb_*.zip',
      database: 'mvdsb',
      size: 15_624_832,
      modTime: '2025-08-05T01:30:00Z',
      checksum: 'sha256:abc',
    },
  ],
};

const settings = testPipeline({
  databases: ['mvdsb', 'portal64_bdw'].map((name) => ({ name, filePattern: `${name}_*`, afterLoad: [] })),
  retry: { maxAttempts: 4, retryDelayMs: 1, failFast: true, deadlineMs: 1 },
});

const view = (sources: { description?: RunDescription; record?: RunRecord; temporalAnswered?: boolean }) =>
  viewRun({ kind: 'dump-import', pipeline: 'import', settings, temporalAnswered: true, ...sources });

const status = (sources: Parameters<typeof view>[0]) =>
  importStatus({ enabled: true, maxAttempts: 4, run: view(sources), generation });

describe('the status of an import', () => {
  it('replays the example that its users know, field by field', () => {
    const schedule = { next: '2025-08-07T02:00:00Z', paused: false };
    const shown = importStatus({
      enabled: true,
      maxAttempts: 4,
      run: view({ description: running }),
      generation,
      schedule,
    });
    expect(shown).toEqual({
      status: 'running',
      progress: 75,
      current_step: 'importing_database_portal64_bdw',
      started_at: '2025-08-06T02:00:00Z',
      completed_at: null,
      last_success: '2025-08-05T02:00:00Z',
      next_scheduled: '2025-08-07T02:00:00Z',
      retry_count: 1,
      max_retries: 3,
      error: null,
      skip_reason: null,
      warnings: [],
      alerts: [],
      files_info: {
        remote_files: [
          { filename: 'mvdsb_20250806.zip', size: 15_728_640, mod_time: '2025-08-06T01:30:00Z', is_newer: true },
        ],
        last_imported: [{ filename: 'mvdsb_20250805.zip', size: 15_624_832, mod_time: '2025-08-05T01:30:00Z' }],
        downloaded: ['mvdsb_20250806.zip', 'portal64_bdw_20250806.zip'],
        extracted: ['mvdsb_dump.sql', 'portal64_bdw_dump.sql'],
        imported: ['mvdsb'],
      },
    });
  });

  it('has every field before the first run', () => {
    expect(importStatus({ enabled: true, maxAttempts: 2 })).toEqual({
      status: 'idle',
      progress: 0,
      current_step: null,
      started_at: null,
      completed_at: null,
      last_success: null,
      next_scheduled: null,
      retry_count: 0,
      max_retries: 1,
      error: null,
      skip_reason: null,
      warnings: [],
      alerts: [],
      files_info: { remote_files: [], last_imported: [], downloaded: [], extracted: [], imported: [] },
    });
  });

  it('says by whom a run was cancelled', () => {
    const cancelled = { ...running, status: 'cancelled', cancelledBy: 'anna' } as const;
    expect(status({ description: cancelled })).toMatchObject({ status: 'failed', error: 'cancelled by anna' });
  });

  it('shows why a run was skipped', () => {
    const result = { outcome: 'skipped', reason: 'no_newer_files', warnings: [] } as const;
    const shown = status({ description: { ...running, status: 'completed', result } });
    expect(shown).toMatchObject({ status: 'skipped', skip_reason: 'no_newer_files', error: null });
  });

  it('is complete after a publish', () => {
    const result = { outcome: 'success', reason: 'first_import', generation: 8, warnings: [] } as const;
    expect(status({ description: { ...running, status: 'completed', result } })).toMatchObject({
      status: 'success',
      progress: 100,
    });
  });

  it.each(['terminated', 'timed_out', 'failed'] as const)('reports a row "running" whose workflow is %s', (ended) => {
    const failure = { code: 'TIMEOUT', message: 'too late', retryable: false } as const;
    const description = { ...running, status: ended, failure };
    expect(status({ description, record })).toMatchObject({ status: 'failed', error: 'too late' });
  });

  it('reports a row "running" that Temporal does not know as failed', () => {
    expect(status({ record })).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('no longer knows'),
    });
  });

  it('believes the row while Temporal does not answer', () => {
    expect(status({ record: { ...record, snapshot }, temporalAnswered: false })).toMatchObject({
      status: 'running',
      progress: 75,
      retry_count: 1,
    });
  });

  it('is idle, with the reason, while the import is disabled', () => {
    const result = { outcome: 'success', reason: 'first_import', warnings: [] } as const;
    const run = view({ description: { ...running, status: 'completed', result } });
    expect(importStatus({ enabled: false, maxAttempts: 4, run, generation })).toMatchObject({
      status: 'idle',
      skip_reason: 'import_disabled',
      next_scheduled: null,
      last_success: '2025-08-05T02:00:00Z',
    });
  });
});
