/**
 * The results of all, when all have ended; then the first error is thrown. Unlike `Promise.all` it leaves nothing under
 * way behind an error: no connection that opens after the others were closed, no statement that writes on.
 */
export const settleAll = async <T>(running: readonly Promise<T>[]): Promise<T[]> => {
  const outcomes = await Promise.allSettled(running);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
};
