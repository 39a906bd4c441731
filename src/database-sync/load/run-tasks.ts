import type { LoadTask } from './load-task.js';
import { StevedoreError } from '../../contracts/errors.js';
import { inEachOthersWay } from './load-task.js';

export interface RunTasksOptions {
  /** Tasks of each kind of place at a time. */
  readonly places: Readonly<Record<LoadTask['place'], number>>;
  /** Called with the first error: what runs is to end. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Runs tasks beside one another.
 *
 * 1. A task begins when all tasks that it comes after have ended, a place is free, and no running one would make it
 *    wait for a lock: a session that waits would hold its place for nothing.
 * 2. Of those that can begin, the one goes first that the most work depends on, counted along the longest way to the
 *    end; so the largest table goes first, and among its indexes the one that others wait for.
 * 3. `run` hears how many places would stay empty: what can use several processors may take them.
 * 4. After the first error no task begins. It is thrown when all that ran have ended.
 *
 * Throws OBJECT_INVALID if tasks wait for each other.
 */
export const runTasks = async (tasks: readonly LoadTask[], options: RunTasksOptions): Promise<void> => {
  const { urgency, followers, waitsFor } = relate(tasks);
  const running = new Map<LoadTask, Promise<void>>();
  /** Of each kind of place, what nothing holds back but places and locks, the most urgent first. */
  const ready: Record<LoadTask['place'], LoadTask[]> = { rows: [], build: [] };
  let left = tasks.length;
  let failure: { readonly error: unknown } | undefined;
  const makeReady = (task: LoadTask): void => {
    const list = ready[task.place];
    const own = urgency.get(task) ?? 0;
    let [at, end] = [0, list.length];
    while (at < end) {
      const middle = (at + end) >> 1;
      const other = list[middle];
      if (other !== undefined && (urgency.get(other) ?? 0) >= own) at = middle + 1;
      else end = middle;
    }
    list.splice(at, 0, task);
  };
  const free = (place: LoadTask['place']): number => {
    let count = options.places[place];
    for (const task of running.keys()) if (task.place === place) count -= 1;
    return count;
  };
  const next = (place: LoadTask['place']): number =>
    free(place) <= 0
      ? -1
      : ready[place].findIndex((task) => ![...running.keys()].some((other) => inEachOthersWay(task, other)));
  const begin = (task: LoadTask, spare: number): void => {
    const work = task
      .run(spare)
      .then(() => {
        for (const follower of followers.get(task.id) ?? []) {
          const count = (waitsFor.get(follower) ?? 0) - 1;
          waitsFor.set(follower, count);
          if (count === 0) makeReady(follower);
        }
      })
      .catch((error: unknown) => {
        if (failure === undefined) options.onFailure(error);
        failure ??= { error };
      })
      .finally(() => running.delete(task));
    running.set(task, work);
    left -= 1;
  };
  for (const task of tasks) if (waitsFor.get(task) === 0) makeReady(task);
  for (;;) {
    for (const place of ['rows', 'build'] as const)
      for (let at = next(place); at >= 0 && failure === undefined; at = next(place)) {
        const [task] = ready[place].splice(at, 1);
        if (task === undefined) break;
        const spare = ready[place].length > 0 ? 0 : free(place) - 1;
        begin(task, spare);
      }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  if (failure !== undefined) throw failure.error;
  if (left === 0) return;
  const names = tasks.filter((task) => (waitsFor.get(task) ?? 0) > 0).map(({ id }) => id);
  throw new StevedoreError(
    'OBJECT_INVALID',
    `Cannot order what follows the rows: each waits for another: ${names.slice(0, 5).join(', ')}`,
  );
};

/** What follows each task, for how many others each waits, and how much work there is from it to the end. */
const relate = (tasks: readonly LoadTask[]) => {
  const known = new Set(tasks.map(({ id }) => id));
  const followers = new Map<string, LoadTask[]>();
  const waitsFor = new Map<LoadTask, number>();
  for (const task of tasks) {
    const before = [...new Set(task.after)].filter((id) => known.has(id));
    waitsFor.set(task, before.length);
    for (const id of before) {
      const others = followers.get(id);
      if (others === undefined) followers.set(id, [task]);
      else others.push(task);
    }
  }
  const urgency = new Map<LoadTask, number>();
  const urgencyOf = (task: LoadTask): number => {
    const found = urgency.get(task);
    if (found !== undefined) return found;
    urgency.set(task, task.cost); // for a circle, which `runTasks` tells
    const longest = (followers.get(task.id) ?? []).reduce((most, each) => Math.max(most, urgencyOf(each)), 0);
    urgency.set(task, task.cost + longest);
    return task.cost + longest;
  };
  for (const task of tasks) urgencyOf(task);
  return { urgency, followers, waitsFor };
};
