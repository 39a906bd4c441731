import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { LoadTask } from './load-task.js';
import { runTasks } from './run-tasks.js';

const PLACES = { rows: 2, build: 2 };

/** Runs tasks of 5 ms; tells in which order they began, and the most that ran at a time. */
const run = async (tasks: readonly Partial<LoadTask>[], fails: readonly string[] = []) => {
  const began: string[] = [];
  const spares: Record<string, number> = {};
  const failures: unknown[] = [];
  let running = new Set<string>();
  const together: string[][] = [];
  const whole = tasks.map((task): LoadTask => {
    const id = task.id ?? '';
    return {
      place: 'build',
      cost: 1,
      after: [],
      locks: new Map(),
      ...task,
      id,
      run: async (spare) => {
        began.push(id);
        spares[id] = spare;
        running = new Set([...running, id]);
        together.push([...running].sort());
        await sleep(5);
        running.delete(id);
        if (fails.includes(id)) throw new Error(`${id} failed`);
      },
    };
  });
  const error: unknown = await runTasks(whole, { places: PLACES, onFailure: (each) => failures.push(each) }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { began, together, spares, failures, error, left: running.size };
};

describe('the tasks of a load', () => {
  it('begin when those before have ended, at most so many at a time of each kind of place', async () => {
    const { began, together } = await run([
      { id: 'b', after: ['a'] },
      { id: 'a', place: 'rows' },
      ...[1, 2, 3, 4].map((n) => ({ id: `c${n}`, place: 'rows' as const })),
    ]);
    expect(began).toHaveLength(6);
    expect(began.indexOf('b')).toBeGreaterThan(began.indexOf('a'));
    for (const at of together) expect(at.filter((id) => id !== 'b').length).toBeLessThanOrEqual(2);
  });

  it('go first where the most depends on them', async () => {
    const { began } = await run([
      { id: 'large', place: 'rows', cost: 50 },
      { id: 'small', place: 'rows', cost: 10 },
      { id: 'small, but with a long index', place: 'rows', cost: 10 },
      { id: 'index', cost: 100, after: ['small, but with a long index'] },
    ]);
    expect(began.slice(0, 2)).toEqual(['small, but with a long index', 'large']);
  });

  it('never wait for a lock of another one', async () => {
    const { together } = await run([
      { id: 'index 1', locks: new Map([['t', 'SHARE']]) },
      { id: 'index 2', locks: new Map([['t', 'SHARE']]) },
      { id: 'proof', locks: new Map([['t', 'ACCESS SHARE']]) },
      { id: 'key', locks: new Map([['t', 'ACCESS EXCLUSIVE']]) },
      { id: 'analyze', locks: new Map([['t', 'SHARE UPDATE EXCLUSIVE']]) },
    ]);
    expect(together).toContainEqual(['index 1', 'index 2']);
    for (const at of together) {
      if (at.includes('key')) expect(at).toEqual(['key']);
      if (at.includes('analyze')) expect(at.filter((id) => id.startsWith('index'))).toEqual([]);
    }
  });

  it('hear of the places that would stay empty', async () => {
    const { spares } = await run([{ id: 'first' }, { id: 'second' }, { id: 'last', after: ['first', 'second'] }]);
    expect(spares).toEqual({ first: 0, second: 0, last: 1 });
  });

  it('end with the first error, when all that ran have ended, and no other begins', async () => {
    const { error, began, left, failures } = await run(
      [{ id: 'a', cost: 2 }, { id: 'b' }, { id: 'c', after: ['a'] }, { id: 'd', after: ['b'] }],
      ['a', 'b'],
    );
    expect(error).toEqual(new Error('a failed'));
    expect(failures).toHaveLength(1);
    expect(began).toEqual(['a', 'b']);
    expect(left).toBe(0);
  });

  it('are ordered in a moment, also when there are thousands', async () => {
    const tables = Array.from({ length: 5_000 }, (_, n): LoadTask[] => {
      const task = (id: string, place: LoadTask['place'], after: readonly string[]): LoadTask => ({
        id: `${id} ${n}`,
        place,
        cost: n % 17,
        after,
        locks: new Map([[`t${n}`, 'SHARE']]),
        run: () => Promise.resolve(),
      });
      return [task('copy', 'rows', []), ...[1, 2, 3].map((at) => task(`index ${at}`, 'build', [`copy ${n}`]))];
    });
    const started = performance.now();
    await runTasks(tables.flat(), { places: PLACES, onFailure: () => undefined });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('are refused when they wait for each other', async () => {
    const { error } = await run([
      { id: 'a', after: ['b'] },
      { id: 'b', after: ['a'] },
    ]);
    expect(error).toMatchObject({ code: 'OBJECT_INVALID' });
  });
});
