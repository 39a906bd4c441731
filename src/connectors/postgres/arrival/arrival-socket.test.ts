import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ArrivalSocket, takeArrivals } from './arrival-socket.js';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** A socket, the other side of it, and what the socket's driver has heard. */
const connected = async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = new ArrivalSocket();
  const heard: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => heard.push(bytes));
  socket.connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [other] = (await once(server, 'connection')) as [Socket];
  ends.push(
    () => socket.destroy(),
    () => other.destroy(),
    () => server.close(),
  );
  return { socket, other, heard: () => Buffer.concat(heard).toString() };
};

const until = async (holds: () => boolean): Promise<void> => {
  for (const limit = Date.now() + 5_000; !holds(); await sleep(5)) if (Date.now() > limit) throw new Error('too late');
};

describe('a socket whose bytes can be taken where they arrive', () => {
  it('gives its driver bytes of its own', async () => {
    const { other, heard } = await connected();
    other.write('first ');
    await until(() => heard() === 'first ');
    other.write('second');
    await until(() => heard() === 'first second');
  });

  it('reads into the room of its taker, waits when that has enough, and gives the driver the rest', async () => {
    const { socket, other, heard } = await connected();
    const room = Buffer.alloc(8);
    let taken = '';
    let stopped = false;
    const giveBack = takeArrivals(socket, {
      room: () => room,
      come: (bytes) => {
        const end = bytes.indexOf('.');
        taken += bytes.subarray(0, end < 0 ? bytes.length : end).toString();
        if (end >= 0) giveBack(Buffer.from(bytes.subarray(end)));
        stopped = taken.length > 20 && end < 0 && !stopped;
        return !stopped;
      },
    });
    other.write('abcdefgh'.repeat(10));
    await until(() => stopped);
    const before = taken.length;
    await sleep(50);
    expect(taken.length).toBe(before);
    socket.resume();
    await until(() => taken.length === 80);
    expect(heard()).toBe('');
    other.write('end.driver');
    await until(() => heard().endsWith('driver'));
    other.write(' goes on');
    await until(() => heard() === '.driver goes on');
    expect(taken).toBe(`${'abcdefgh'.repeat(10)}end`);
    other.end();
    await once(socket, 'end');
  });
});
