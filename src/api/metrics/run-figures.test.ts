import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import type { RunView } from '../runs/join-run.js';
import { installationMetrics } from './installation-metrics.js';
import type { InstallationState, PipelineState } from './read-installation-state.js';

const samplesOf = async (run: Partial<RunView>): Promise<string[]> => {
  const registry = new Registry();
  const show = installationMetrics(registry);
  const pipeline = {
    settings: { name: 'p', kind: run.kind, enabled: true },
    run: { runId: 'r', pipeline: 'p', status: 'success', startedAt: '2026-01-01T00:00:00Z', ...run },
    alerts: [],
  } as unknown as PipelineState;
  show({ tallies: [], pipelines: [pipeline], open: [], temporal: true, store: true } as unknown as InstallationState);
  return (await registry.metrics()).split('\n').filter((line) => line.startsWith('stevedore_last_run_'));
};

const ended = { completedAt: '2026-01-01T00:10:00Z' };

describe('the newest run of a pipeline', () => {
  it('of copies of databases tells rows by table and bytes', async () => {
    const progress = {
      bytes: 1_234,
      tables: [
        { table: 'public.a', rows: 5 },
        { table: 'public.b', rows: 7 },
      ],
    };
    const samples = await samplesOf({ ...ended, kind: 'database-sync', snapshot: { detail: { progress } } as never });
    expect(samples).toEqual([
      'stevedore_last_run_duration_seconds{pipeline="p"} 600',
      'stevedore_last_run_rows{pipeline="p",table="public.a"} 5',
      'stevedore_last_run_rows{pipeline="p",table="public.b"} 7',
      'stevedore_last_run_bytes{pipeline="p"} 1234',
    ]);
  });

  it('of imports tells what became of the records, also those that were rejected', async () => {
    const file = { table: 't', records: 10, inserted: 4, updated: 2, unchanged: 1, superseded: 0, rejected: 3 };
    const detail = { dryRun: false, files: [file, { ...file, rejected: 1 }] };
    const samples = await samplesOf({ ...ended, kind: 'table-import', snapshot: { detail } as never });
    expect(samples).toContain('stevedore_last_run_rows{pipeline="p",table="t"} 14');
    expect(samples).toContain('stevedore_last_run_records{pipeline="p",outcome="rejected"} 4');
    expect(samples).toContain('stevedore_last_run_records{pipeline="p",outcome="inserted"} 8');
  });

  it('tells nothing while it is open, and nothing of one that wrote nothing', async () => {
    const detail = { dryRun: true, files: [] };
    expect(await samplesOf({ kind: 'table-import', snapshot: { detail } as never })).toEqual([]);
    expect(await samplesOf({ ...ended, kind: 'table-import', snapshot: { detail } as never })).toEqual([
      'stevedore_last_run_duration_seconds{pipeline="p"} 600',
    ]);
  });
});
