import { closeSync, openSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/** A socket file that accepts connections while its process lives, even a paused one: the kernel accepts them. */
export interface AliveSocket {
  /** Distinguishes the file from a copy of it. */
  readonly inode: string;
  close(): Promise<void>;
}

const NAME = 'alive';

/** Listens in the folder; undefined if its file system has no sockets. Does not keep the process alive. */
export const openAliveSocket = async (folder: string): Promise<AliveSocket | undefined> => {
  const directory = openSync(folder, 'r');
  const server = createServer((connection) => connection.destroy());
  server.unref();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ path: shortPath(directory) }, resolve);
    });
  } catch {
    closeSync(directory);
    return undefined;
  }
  return {
    inode: inodeOf(folder),
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      closeSync(directory);
    },
  };
};

/** Whether the process behind a socket of this kernel has ended; undefined if that is unknown. */
export const hasSocketDied = async (folder: string, inode: string): Promise<boolean | undefined> => {
  let directory: number | undefined;
  try {
    if (inodeOf(folder) !== inode) return undefined;
    directory = openSync(folder, 'r');
    const path = shortPath(directory);
    return await new Promise((resolve) => {
      const connection = connect({ path });
      connection.setTimeout(CONNECT_MS, () => answer(undefined));
      connection.once('connect', () => answer(false));
      connection.once('error', ({ code }: NodeJS.ErrnoException) => answer(code === 'ECONNREFUSED' ? true : undefined));
      const answer = (died: boolean | undefined): void => {
        connection.destroy();
        resolve(died);
      };
    });
  } catch {
    return undefined;
  } finally {
    if (directory !== undefined) closeSync(directory);
  }
};

const CONNECT_MS = 1_000;

/** A socket's path is limited to 107 bytes, which work folders may exceed. */
const shortPath = (directory: number): string => `/proc/self/fd/${directory}/${NAME}`;

const inodeOf = (folder: string): string => {
  const { dev, ino } = statSync(join(folder, NAME), { bigint: true });
  return `${dev}:${ino}`;
};
