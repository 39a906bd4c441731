import { setTimeout as sleep } from 'node:timers/promises';

/** Looks every 50 ms until there is something to see; rejects when time is up. */
export const eventually = async <T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 60_000,
): Promise<T> => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not seen in ${timeoutMs} ms`);
    await sleep(50);
  }
};
