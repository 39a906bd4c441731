import { CancellationScope } from '@temporalio/workflow';

/** Returns all results; on an error cancels the others, waits until they have ended, then throws the first error. */
export const allOrNone = <T>(start: () => Promise<T>[]): Promise<T[]> => {
  const scope = new CancellationScope();
  return scope.run(async () => {
    const running = start();
    try {
      return await Promise.all(running);
    } catch (error) {
      scope.cancel();
      await Promise.allSettled(running);
      throw error;
    }
  });
};

/** Runs all to their end, then throws the first error: for a report of everything that is wrong. */
export const allToTheEnd = async <T>(start: () => Promise<T>[]): Promise<T[]> => {
  const running = start();
  const outcomes = await Promise.allSettled(running);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return Promise.all(running);
};
