import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits at most `limitMs` for an ending program to release this port of 127.0.0.1; returns whether it has. */
export const portIsFree = async (port: number, limitMs = 10_000): Promise<boolean> => {
  const limit = Date.now() + limitMs;
  while (!(await canListen(port))) {
    if (Date.now() > limit) return false;
    await sleep(100);
  }
  return true;
};

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
