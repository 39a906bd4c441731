import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * A TCP port of 127.0.0.1 on which nothing listens, and that nobody else is given while this process lives.
 *
 * 1. It is below the range from which the system takes ports by itself, so no connection that something opens in the
 *    meantime can have it.
 * 2. The UDP port of the same number is held until this process ends: of several test processes, those of another
 *    suite beside this one included, only one is given a port. The system forgets it however the process ends.
 */
export async function freePort(): Promise<number> {
  const end = firstOfTheSystem();
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (end - FIRST));
    if ((await holdUdp(port)) && (await canListen(port))) return port;
  }
}

const FIRST = 10_000;

/** Where the system's own range begins; elsewhere than on Linux the common one is assumed. */
const firstOfTheSystem = (): number => {
  try {
    const first = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/)[0]);
    return first > FIRST + 1_000 ? first : 32_768;
  } catch {
    return 32_768;
  }
};

const holdUdp = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.unref();
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      resolve(true);
    });
  });

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
