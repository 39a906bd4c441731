/**
 * Resolves with the promise, or rejects with the signal's reason as soon as it aborts. Only the wait ends, not the
 * work; its late failure is swallowed. Leaves no listener behind, so that a signal may outlive a million waits.
 */
export const untilAborted = <T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> => {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    const forget = (): void => signal.removeEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(forget);
  });
};
