import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A statement on its way to the server. */
export interface PassingStatement {
  /** Counted over all sessions since `arm`, from 1. */
  readonly nth: number;
  readonly sql: string;
  /** Of the server's process; 0 before it has told. */
  readonly pid: number;
}

/**
 * `backend`: the server's process is ended before it gets the statement. `client`: the connection is cut before.
 * `answer`: the server gets the statement, and its answer is lost with the connection. `stall`: nothing passes any more
 * in this connection, neither the statement nor anything after it, and it stays open.
 */
export type Strike = 'backend' | 'client' | 'answer' | 'stall';

export interface PostgresProxy {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** What was struck since `arm`. */
  readonly fired: readonly PassingStatement[];
  /** Statements since `arm`. */
  readonly count: () => number;
  /** Counts anew, and strikes once where `where` says so. */
  readonly arm: (strike: Strike, where: (statement: PassingStatement) => boolean) => void;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a proxy before a server without TLS that knows where statements begin, to strike at one of them. `at` is the
 * port it listens on; @default any that is free
 */
export async function startPostgresProxy(serverPort: number, at = 0): Promise<PostgresProxy> {
  const sockets = new Set<Socket>();
  const fired: PassingStatement[] = [];
  let nth = 0;
  let strike: Strike = 'client';
  let where: (statement: PassingStatement) => boolean = () => false;
  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1');
    let pid = 0;
    let answerIsLost = false;
    let isStalled = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    const toServer = new MessageReader(true);
    const toClient = new MessageReader(false);
    upstream.on('data', (bytes: Buffer) => {
      if (isStalled) return;
      if (answerIsLost) return end();
      for (const { type, body } of toClient.push(bytes)) if (type === KEY_DATA) pid = body.readInt32BE(0);
      client.write(bytes);
    });
    client.on('data', (bytes: Buffer) => {
      if (isStalled) return;
      for (const { type, body } of toServer.push(bytes)) {
        if (type !== QUERY && type !== PARSE) continue;
        const sql = type === QUERY ? textFrom(body, 0) : textFrom(body, body.indexOf(0) + 1);
        const statement = { nth: ++nth, sql, pid };
        if (fired.length > 0 || !where(statement)) continue;
        fired.push(statement);
        if (strike === 'client') return end();
        if (strike === 'stall') return void (isStalled = true);
        if (strike === 'backend') process.kill(pid, 'SIGTERM');
        else answerIsLost = true;
      }
      upstream.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    fired,
    count: () => nth,
    arm: (what, place) => {
      [strike, where, nth] = [what, place, 0];
      fired.length = 0;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const QUERY = 'Q';
const PARSE = 'P';
const KEY_DATA = 'K';

const textFrom = (body: Buffer, at: number): string => body.toString('utf8', at, body.indexOf(0, at));

interface Message {
  readonly type: string;
  readonly body: Buffer;
}

/** Cuts a side's bytes into messages; the first of a client has no type. */
class MessageReader {
  private left: Buffer = Buffer.alloc(0);
  private isFirst: boolean;

  constructor(isClient: boolean) {
    this.isFirst = isClient;
  }

  *push(bytes: Buffer): Generator<Message> {
    this.left = this.left.length === 0 ? bytes : Buffer.concat([this.left, bytes]);
    for (;;) {
      const head = this.isFirst ? 0 : 1;
      if (this.left.length < head + 4) return;
      const length = head + this.left.readInt32BE(head);
      if (this.left.length < length) return;
      const type = this.isFirst ? '' : String.fromCharCode(this.left[0] ?? 0);
      const body = this.left.subarray(head + 4, length);
      this.left = this.left.subarray(length);
      this.isFirst = false;
      yield { type, body };
    }
  }
}
