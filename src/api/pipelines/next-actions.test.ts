import { describe, expect, it } from 'vitest';
import type { RunView } from '../runs/join-run.js';
import type { NextActionSources } from './next-actions.js';
import { nextActions } from './next-actions.js';

const run = (change: Partial<RunView>): RunView =>
  ({ runId: 'r1', status: 'running', stuck: false, ...change }) as RunView;

const of = (change: Partial<NextActionSources>) =>
  nextActions({
    pipeline: { enabled: true, schedule: '0 3 * * *' },
    run: run({ status: 'success' }),
    schedule: { paused: false },
    alerts: [],
    ...change,
  }).map(({ action, run_id: id }) => [action, id]);

const wait = { id: 1, reason: 'why', until: '2026-11-27T03:00:00Z' };

describe('what a person can do next', () => {
  it('is nothing after a success', () => {
    expect(of({})).toEqual([]);
  });

  it.each([
    ['a run that waits to publish', { run: run({ wait: { ...wait, kind: 'publish' } }) }, [['publish-now', 'r1']]],
    ['a run that waits for a quiet target', { run: run({ wait: { ...wait, kind: 'load' } }) }, [['proceed', 'r1']]],
    ['a run that failed', { run: run({ status: 'failed' }) }, [['retry', 'r1']]],
    ['a workflow that fails', { run: run({ stuck: true }) }, [['inspect', 'r1']]],
    ['a pipeline without a run', { run: undefined }, [['start', null]]],
    ['a schedule that is paused', { schedule: { paused: true } }, [['resume', null]]],
    ['a schedule that no worker has set up', { schedule: undefined }, [['start-worker', null]]],
    ['a pipeline that is disabled', { pipeline: { enabled: false } }, [['enable', null]]],
    ['a target that is away', { alerts: [{ kind: 'target_away', since: 's', message: 'm' }] }, [['check', null]]],
  ] as const)('of %s', (_, sources, expected) => {
    expect(of(sources as Partial<NextActionSources>)).toEqual(expected);
  });

  it('is not guessed while nobody answers', () => {
    expect(of({ run: null, schedule: null })).toEqual([]);
  });
});
