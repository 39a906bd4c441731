import { allToTheEnd } from './all-or-none.js';

/** Does the work for each item, in order and at most so many at a time; all end before the first error is thrown. */
export const sideBySide = async <T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const one = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
  };
  await allToTheEnd(() => Array.from({ length: Math.min(atOnce, items.length) }, one));
};
