import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { encodeMysqlPacket, MysqlPacketReader } from './mysql-packets.js';
import type { MysqlPacket } from './mysql-packets.js';

const COM_QUERY = 0x03;

export interface ProxiedConnection {
  readonly id: number;
  readonly user: string;
}

/**
 * What happens to a statement. `kill` runs `action`, then closes both sides of the connection:
 * `before`: the server never received the statement; `after`: the server answered, and the answer was not passed on;
 * `accepted`: the same, but a refusal is passed on, and the connection is struck when it sends the statement again.
 */
export type QueryVerdict =
  | 'forward'
  | { readonly replace: Buffer }
  | { readonly kill: () => void | Promise<void>; readonly when: 'before' | 'after' | 'accepted' }
  /** The server never sees the statement; the client gets this error in its place, and the connection lives on. */
  | { readonly refuse: { readonly errno: number; readonly message: string } }
  /** Waits for `until` and forwards then. */
  | { readonly hold: Promise<unknown> };

/** What becomes of a piece of the file that `LOAD DATA LOCAL` sends. */
export type ContentVerdict = 'forward' | { readonly replace: Buffer };

export interface MysqlProxyHooks {
  /** Every COM_QUERY; the statement's bytes, one character a byte. */
  readonly onQuery?: (sqlLatin1: string, connection: ProxiedConnection) => QueryVerdict;
  /** Every piece of a file for `LOAD DATA LOCAL`, with the statement that asked for it. */
  readonly onContent?: (content: Buffer, sqlLatin1: string, connection: ProxiedConnection) => ContentVerdict;
}

/** One time that a hook did something else than forward. */
export interface FiredHook {
  readonly did: 'replaced' | 'refused' | 'killed before' | 'killed after' | 'held' | 'replaced content';
  readonly user: string;
  /** The first 200 characters of the statement. */
  readonly sql: string;
  /** The server's answer, where a kill waited for it. */
  readonly answer?: 'ok' | 'error';
}

export interface MysqlProxy {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly fired: readonly FiredHook[];
  readonly queries: () => number;
  readonly setHooks: (hooks: MysqlProxyHooks) => void;
  /** Ends every connection at once and refuses new ones until `mend`: to each side, the other's machine is gone. */
  readonly cut: () => void;
  readonly mend: () => void;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a proxy that understands the MySQL protocol (without TLS and compression), so that tests can strike at one
 * statement.
 */
export async function startMysqlProxy(
  target: { readonly host: string; readonly port: number },
  hooks: MysqlProxyHooks = {},
): Promise<MysqlProxy> {
  const state: ProxyState = { hooks, fired: [], queries: 0, open: new Set(), isCut: false };
  let connections = 0;
  const server = createServer((client) => {
    if (state.isCut) {
      client.destroy();
      return;
    }
    connections += 1;
    relay(state, client, connect(target), connections);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    fired: state.fired,
    queries: () => state.queries,
    setHooks: (next) => {
      state.hooks = next;
    },
    cut: () => {
      state.isCut = true;
      for (const socket of state.open) socket.destroy();
    },
    mend: () => {
      state.isCut = false;
    },
    stop: async () => {
      for (const socket of state.open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface ProxyState {
  hooks: MysqlProxyHooks;
  readonly fired: FiredHook[];
  queries: number;
  readonly open: Set<Socket>;
  isCut: boolean;
}

function relay(state: ProxyState, client: Socket, upstream: Socket, id: number): void {
  let user: string | undefined;
  let sql = '';
  let killAfter: (() => void | Promise<void>) | undefined;
  let accepted: { readonly sql: string; readonly kill: () => void | Promise<void> } | undefined;
  const connection = () => ({ id, user: user ?? '' });
  const record = (did: FiredHook['did'], answer?: 'ok' | 'error') => {
    state.fired.push({ did, user: user ?? '', sql: sql.slice(0, 200), ...(answer === undefined ? {} : { answer }) });
  };
  const end = () => {
    client.destroy();
    upstream.destroy();
  };

  const toServer = async (packet: MysqlPacket): Promise<Buffer | undefined> => {
    if (user === undefined) {
      user = userOf(packet.payload);
      return packet.raw;
    }
    if (packet.sequence > 0) return content(packet);
    if (packet.payload[0] !== COM_QUERY) return packet.raw;
    state.queries += 1;
    sql = packet.payload.toString('latin1', 1);
    const verdict = state.hooks.onQuery?.(sql, connection()) ?? 'forward';
    if (accepted?.sql === sql) {
      killAfter = accepted.kill;
      return packet.raw;
    }
    if (verdict === 'forward') return packet.raw;
    if ('replace' in verdict) {
      record('replaced');
      return encodeMysqlPacket(0, Buffer.concat([Buffer.of(COM_QUERY), verdict.replace]));
    }
    if ('refuse' in verdict) {
      record('refused');
      client.write(encodeMysqlPacket(1, errorPacket(verdict.refuse)));
      return Buffer.alloc(0);
    }
    if ('hold' in verdict) {
      record('held');
      await verdict.hold;
      return packet.raw;
    }
    if (verdict.when !== 'before') {
      if (verdict.when === 'accepted') accepted = { sql, kill: verdict.kill };
      killAfter = verdict.kill;
      return packet.raw;
    }
    record('killed before');
    await verdict.kill();
    end();
    return undefined;
  };

  // Answers to the server's questions while logging in carry no statement yet.
  const content = (packet: MysqlPacket): Buffer => {
    if (sql === '' || packet.payload.length === 0) return packet.raw;
    const verdict = state.hooks.onContent?.(packet.payload, sql, connection()) ?? 'forward';
    if (verdict === 'forward') return packet.raw;
    record('replaced content');
    return encodeMysqlPacket(packet.sequence, verdict.replace);
  };

  const toClient = async (packet: MysqlPacket): Promise<Buffer | undefined> => {
    if (killAfter === undefined || isProgressReport(packet.payload)) return packet.raw;
    const kill = killAfter;
    killAfter = undefined;
    if (accepted !== undefined && packet.payload[0] === 0xff) return packet.raw;
    record('killed after', packet.payload[0] === 0xff ? 'error' : 'ok');
    await kill();
    end();
    return undefined;
  };

  pass(state, client, upstream, toServer);
  pass(state, upstream, client, toClient);
}

/** Passes packets on in order, each after `treat` has decided about it. */
function pass(
  state: ProxyState,
  from: Socket,
  to: Socket,
  treat: (packet: MysqlPacket) => Promise<Buffer | undefined>,
): void {
  state.open.add(from);
  from.setNoDelay(true);
  from.on('error', () => to.destroy());
  from.once('close', () => {
    state.open.delete(from);
    to.destroy();
  });
  const reader = new MysqlPacketReader();
  const read = async () => {
    for await (const piece of from as AsyncIterable<Buffer>) {
      for (const packet of reader.push(piece)) {
        const out = await treat(packet);
        if (out === undefined || to.destroyed) return;
        if (!to.write(out)) await Promise.race([drained(to), closed(to)]);
      }
    }
    to.end();
  };
  read().catch(() => to.destroy());
}

const drained = (socket: Socket) => new Promise((resolve) => socket.once('drain', resolve));
const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));

/** The server's answer to a statement that it refuses. */
const errorPacket = ({ errno, message }: { readonly errno: number; readonly message: string }): Buffer => {
  const head = Buffer.from([0xff, errno & 0xff, errno >> 8]);
  return Buffer.concat([head, Buffer.from(`#HY000${message}`, 'utf8')]);
};

/** The user's name in the client's handshake response. */
const userOf = (payload: Buffer): string => payload.toString('utf8', 32, payload.indexOf(0, 32));

/** MariaDB sends progress of a long statement as an error with the number 0xFFFF. */
const isProgressReport = (payload: Buffer): boolean =>
  payload[0] === 0xff && payload.length > 2 && payload.readUInt16LE(1) === 0xffff;
