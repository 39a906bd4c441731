/**
 * Calls `look` again and again, with a pause between two calls, until the function that it returns is called. A failure
 * is told once, and again when it is another one. Never keeps a process alive. The first call is at once, or after
 * `firstMs`.
 */
export const keepLooking = (
  look: (ended: () => boolean) => Promise<void>,
  everyMs: number,
  onFailure: (error: unknown) => void,
  firstMs = 0,
): (() => void) => {
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let told = '';
  const go = async (): Promise<void> => {
    try {
      await look(() => ended);
      told = '';
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (why !== told) onFailure(error);
      told = why;
    }
    if (!ended) timer = setTimeout(() => void go(), everyMs).unref();
  };
  if (firstMs > 0) timer = setTimeout(() => void go(), firstMs).unref();
  else void go();
  return (): void => {
    ended = true;
    clearTimeout(timer);
  };
};
