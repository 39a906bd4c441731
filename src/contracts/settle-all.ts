/**
 * Waits until all have ended, then returns their results or throws the first error. Unlike `Promise.all` it leaves
 * nothing running behind an error: no connection that opens after the others were closed, no statement that still
 * writes.
 */
export const settleAll = async <T>(running: readonly Promise<T>[]): Promise<T[]> => {
  const outcomes = await Promise.allSettled(running);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
};
