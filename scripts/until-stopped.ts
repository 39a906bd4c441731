/** Resolves once somebody stops the program. */
export const untilStopped = (): Promise<void> => {
  console.log('Ctrl-C ends it');
  const alive = setInterval(() => undefined, 60_000);
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        clearInterval(alive);
        resolve();
      });
    }
  });
};
