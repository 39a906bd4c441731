import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../contracts/runs/run-record.js';
import type { AlertSources } from './pipeline-alerts.js';
import { pipelineAlerts } from './pipeline-alerts.js';
import { viewRun } from '../runs/join-run.js';

const NOW = Date.parse('2026-11-26T02:00:00Z');
const record = (change: Partial<RunRecord> = {}): RunRecord => ({
  runId: 'r1',
  kind: 'dump-import',
  pipeline: 'import',
  workflowId: 'dump-import/import',
  trigger: 'schedule',
  startedBy: 'schedule',
  startedAt: '2026-11-26T01:00:00.100Z',
  completedAt: '2026-11-26T01:10:00Z',
  status: 'success',
  attempts: 1,
  warnings: [],
  ...change,
});
const sources = (run: RunRecord | undefined, more: Partial<AlertSources> = {}): AlertSources => ({
  pipeline: { enabled: true, schedule: '0 2 * * *', scheduleTimezone: 'Europe/Berlin' },
  run: viewRun({ kind: 'dump-import', pipeline: 'import', record: run, temporalAnswered: true }),
  lastStartedAt: run?.startedAt,
  schedule: { paused: false, since: '2026-11-01T00:00:00Z' },
  ...more,
});

describe('the alerts of a pipeline', () => {
  it('are empty while each night became a run, published or skipped', () => {
    expect(pipelineAlerts(sources(record()), NOW)).toEqual([]);
    expect(pipelineAlerts(sources(record({ status: 'skipped' })), NOW)).toEqual([]);
  });

  it('report a target that cannot be reached', () => {
    const targetAway = { since: '2026-11-26T01:30:00.000Z', reason: 'nobody listens' };
    expect(pipelineAlerts(sources(record(), { targetAway }), NOW)).toEqual([
      {
        kind: 'target_away',
        since: targetAway.since,
        message: `The target is away (first seen at ${targetAway.since}): nobody listens`,
      },
    ]);
  });

  it('report a failed last run by its code', () => {
    const failed = record({ status: 'failed', errorCode: 'SFTP_UNREACHABLE', error: 'secret place' });
    expect(pipelineAlerts(sources(failed), NOW)).toEqual([
      {
        kind: 'failed',
        since: failed.startedAt,
        message: `The last run (${failed.startedAt}) failed: SFTP_UNREACHABLE`,
      },
    ]);
  });

  it('report a start without a run, once its launcher would have been dropped', () => {
    const yesterday = record({ startedAt: '2026-11-25T01:00:00Z' });
    expect(pipelineAlerts(sources(yesterday), NOW)).toMatchObject([
      {
        kind: 'missed',
        since: '2026-11-26T01:00:00.000Z',
        message: expect.stringContaining('2026-11-26T02:00:00+01:00 was missed'),
      },
    ]);
    expect(pipelineAlerts(sources(yesterday), Date.parse('2026-11-26T01:09:00Z'))).toEqual([]);
  });

  it('report no start before the Schedule was created, or while it is paused or the pipeline disabled', () => {
    const old = record({ startedAt: '2026-11-20T01:00:00Z' });
    expect(pipelineAlerts(sources(old, { schedule: { paused: false, since: '2026-11-26T01:30:00Z' } }), NOW)).toEqual(
      [],
    );
    expect(pipelineAlerts(sources(old, { schedule: { paused: true, since: '2026-11-01T00:00:00Z' } }), NOW)).toEqual(
      [],
    );
    expect(
      pipelineAlerts(
        sources(old, { pipeline: { enabled: false, schedule: '0 2 * * *', scheduleTimezone: 'UTC' } }),
        NOW,
      ),
    ).toEqual([]);
  });

  it('report that nothing was imported for longer than alert_after, although each night was a run', () => {
    const pipeline = { ...sources(undefined).pipeline, alertAfterMs: 36 * 3_600_000 };
    const lastSuccessAt = '2026-11-24T01:10:00Z';
    const skipped = record({ status: 'skipped' });
    expect(pipelineAlerts(sources(skipped, { pipeline, lastSuccessAt }), NOW)).toMatchObject([
      { kind: 'nothing_imported', since: '2026-11-24T01:10:00Z' },
    ]);
    expect(pipelineAlerts(sources(skipped, { pipeline, lastSuccessAt: null }), NOW)).toMatchObject([
      { kind: 'nothing_imported', since: '2026-11-01T00:00:00Z' },
    ]);
    expect(pipelineAlerts(sources(skipped, { lastSuccessAt }), NOW)).toEqual([]);
  });
});
