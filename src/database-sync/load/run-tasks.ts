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
  const waiting = inOrderOfUrgency(tasks);
  const open = new Set(waiting.map(({ id }) => id));
  const running = new Map<LoadTask, Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const free = (place: LoadTask['place']): number =>
    options.places[place] - [...running.keys()].filter((task) => task.place === place).length;
  const canBegin = (task: LoadTask): boolean =>
    free(task.place) > 0 &&
    !task.after.some((id) => open.has(id)) &&
    ![...running.keys()].some((other) => inEachOthersWay(task, other));
  const begin = (task: LoadTask, spare: number): void => {
    const work = task
      .run(spare)
      .then(() => void open.delete(task.id))
      .catch((error: unknown) => {
        if (failure === undefined) options.onFailure(error);
        failure ??= { error };
      })
      .finally(() => running.delete(task));
    running.set(task, work);
  };
  while (waiting.length > 0 || running.size > 0) {
    for (let at = waiting.findIndex(canBegin); at >= 0 && failure === undefined; at = waiting.findIndex(canBegin)) {
      const [task] = waiting.splice(at, 1);
      if (task === undefined) break;
      // It takes a place itself.
      const spare = waiting.some(canBegin) ? 0 : free(task.place) - 1;
      begin(task, spare);
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  if (failure !== undefined) throw failure.error;
  if (waiting.length === 0) return;
  const names = waiting.slice(0, 5).map(({ id }) => id);
  throw new StevedoreError(
    'OBJECT_INVALID',
    `Cannot order what follows the rows: each waits for another: ${names.join(', ')}`,
  );
};

/** Those with the longest way to the end first. */
const inOrderOfUrgency = (tasks: readonly LoadTask[]): LoadTask[] => {
  const followers = new Map<string, LoadTask[]>();
  for (const task of tasks)
    for (const id of task.after) {
      const known = followers.get(id);
      if (known === undefined) followers.set(id, [task]);
      else known.push(task);
    }
  const known = new Map<LoadTask, number>();
  const urgencyOf = (task: LoadTask): number => {
    const before = known.get(task);
    if (before !== undefined) return before;
    known.set(task, task.cost); // for a circle, which `runTasks` tells
    const longest = Math.max(0, ...(followers.get(task.id) ?? []).map(urgencyOf));
    known.set(task, task.cost + longest);
    return task.cost + longest;
  };
  return [...tasks].sort((a, b) => urgencyOf(b) - urgencyOf(a));
};
