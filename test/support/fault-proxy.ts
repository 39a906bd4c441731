import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the proxy does to the bytes of one direction; offsets count from the start of each connection. */
export interface Toxics {
  /** Delays every piece by this time. */
  readonly latencyMs?: number;
  readonly bytesPerSecond?: number;
  /** Ends the connection (FIN) after this many bytes. */
  readonly cutAfterBytes?: number;
  /** Resets the connection (RST) after this many bytes. */
  readonly resetAfterBytes?: number;
  /** Accepts bytes and passes nothing on; the connection stays open. */
  readonly blackHole?: boolean;
  /** Inverts the lowest bit of the byte at this offset. */
  readonly flipByteAt?: number;
}

/** `up`: from the client to the server; `down`: from the server to the client. */
export type Direction = 'up' | 'down';

export interface FaultProxy {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Replaces the toxics of a direction, for open connections too; `{}` heals. */
  readonly set: (direction: Direction, toxics: Toxics) => void;
  /** What happened, in order: `cut`, `reset`, `flip`, `blackHole`. */
  readonly fired: readonly (keyof Fired)[];
  readonly connections: () => number;
  readonly bytes: Readonly<Record<Direction, number>>;
  /** Resets every open connection now. */
  readonly resetAll: () => void;
  /** While refusing, new connections are reset at once. */
  readonly refuse: (refusing: boolean) => void;
  readonly stop: () => Promise<void>;
}

interface Fired {
  cut: true;
  reset: true;
  flip: true;
  blackHole: true;
}

/** Starts a TCP proxy before a server; it passes everything on until a toxic is set. */
export async function startFaultProxy(target: { host: string; port: number }): Promise<FaultProxy> {
  const toxics: Record<Direction, Toxics> = { up: {}, down: {} };
  const bytes: Record<Direction, number> = { up: 0, down: 0 };
  const fired: (keyof Fired)[] = [];
  const open = new Set<Socket>();
  let accepted = 0;
  let refusing = false;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    client.on('error', () => undefined);
    if (refusing) {
      client.resetAndDestroy();
      return;
    }
    accepted += 1;
    const upstream = connect({ ...target, allowHalfOpen: true });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.once('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
    void pump('up', client, upstream);
    void pump('down', upstream, client);
  });

  async function pump(direction: Direction, from: Socket, to: Socket): Promise<void> {
    let offset = 0;
    try {
      for await (const piece of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        const toxic = toxics[direction];
        bytes[direction] += piece.length;
        const out = await treat(toxic, piece, offset, from, to);
        offset += piece.length;
        if (out === 'ended') return;
        if (out.length > 0 && !to.write(out)) await once(to, 'drain');
      }
      if (toxics[direction].blackHole !== true) to.end();
    } catch {
      to.destroy();
    }
  }

  async function treat(toxic: Toxics, piece: Buffer, offset: number, from: Socket, to: Socket) {
    if (toxic.blackHole === true) {
      if (fired.at(-1) !== 'blackHole') fired.push('blackHole');
      return Buffer.alloc(0);
    }
    if (toxic.latencyMs !== undefined) await sleep(toxic.latencyMs);
    if (toxic.bytesPerSecond !== undefined) await sleep((piece.length / toxic.bytesPerSecond) * 1_000);
    const flip = (toxic.flipByteAt ?? -1) - offset;
    if (flip >= 0 && flip < piece.length) {
      piece.writeUInt8(piece.readUInt8(flip) ^ 1, flip);
      fired.push('flip');
    }
    const limit = Math.min(toxic.cutAfterBytes ?? Infinity, toxic.resetAfterBytes ?? Infinity) - offset;
    if (piece.length < limit) return piece;
    if (limit > 0) await new Promise((resolve) => to.write(piece.subarray(0, limit), resolve));
    if (toxic.cutAfterBytes !== undefined) {
      fired.push('cut');
      to.end();
      from.destroy();
    } else {
      fired.push('reset');
      to.resetAndDestroy();
      from.resetAndDestroy();
    }
    return 'ended' as const;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    set: (direction, next) => {
      toxics[direction] = next;
    },
    fired,
    connections: () => accepted,
    bytes,
    resetAll: () => {
      for (const socket of open) socket.resetAndDestroy();
    },
    refuse: (next) => {
      refusing = next;
    },
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
