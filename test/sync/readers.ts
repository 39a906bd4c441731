import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { PostgresServer } from '../support/postgres-server.js';

/** What a reader saw of the tables of `tablesOf`. */
export interface Seen {
  reads: number;
  failed: string[];
  /** Reads of a table without all of its rows. */
  partial: number;
  /** Statements, or transactions, with rows of two generations. */
  mixed: number;
  longestMs: number;
}

type Pair = Readonly<Record<'one' | 'other', number | null>> & { readonly n?: number };

const ROWS = 50;
const BOTH = 'select count(*)::int as n, min(a.generation) as one, max(b.generation) as other';
const JOIN = `${BOTH} from public.a join public.b using (id)`;
const FROM = (table: string) =>
  `select count(*)::int as n, min(generation) as one, max(generation) as other from ${table}`;

const first = async (client: pg.Client, query: string | pg.QueryConfig): Promise<Pair> =>
  (await client.query<Pair & pg.QueryResultRow>(query)).rows[0] as Pair;

/** Reads two tables in one transaction, one after the other. */
const inTransaction = (begin: string) => async (client: pg.Client) => {
  await client.query(begin);
  const one = await first(client, FROM('public.a'));
  await sleep(2);
  const other = await first(client, FROM('public.b'));
  await client.query('commit');
  return { n: Math.min(one.n ?? 0, other.n ?? 0), one: one.one, other: other.other };
};

const KINDS: Readonly<Record<string, (client: pg.Client) => Promise<Pair>>> = {
  single: (client) => first(client, FROM('public.a')),
  join: (client) => first(client, JOIN),
  view: (client) =>
    first(client, 'select count(*)::int as n, min(one) as one, max(other) as other from public.both_tables'),
  prepared: (client) => first(client, { name: 'joined', text: JOIN }),
  stringFunction: (client) =>
    first(client, 'select count(*)::int as n, min(one) as one, max(other) as other from public.said()'),
  atomicFunction: (client) =>
    first(client, 'select count(*)::int as n, min(one) as one, max(other) as other from public.bound()'),
  readCommitted: inTransaction('begin'),
  repeatableRead: inTransaction('begin isolation level repeatable read'),
};

export type ReaderKind = keyof typeof KINDS;

/** Starts a session of each kind that reads without a pause; `stop` tells what each has seen. */
export const startReaders = async ({ host, port }: PostgresServer, database: string) => {
  let stopped = false;
  const loops = await Promise.all(
    Object.entries(KINDS).map(async ([kind, read]) => {
      const client = new pg.Client({ host, port, user: 'postgres', database });
      client.on('error', () => undefined);
      await client.connect();
      const seen: Seen = { reads: 0, failed: [], partial: 0, mixed: 0, longestMs: 0 };
      const loop = async () => {
        while (!stopped) {
          const started = performance.now();
          try {
            const { n, one, other } = await read(client);
            if (n !== ROWS) seen.partial += 1;
            if (one !== other) seen.mixed += 1;
          } catch (error) {
            seen.failed.push((error as Error).message);
            await client.query('rollback').catch(() => (stopped = true));
          }
          seen.reads += 1;
          seen.longestMs = Math.max(seen.longestMs, performance.now() - started);
        }
        await client.end();
      };
      return { kind, seen, ended: loop() };
    }),
  );
  return {
    stop: async (): Promise<Readonly<Record<string, Seen>>> => {
      stopped = true;
      await Promise.all(loops.map(({ ended }) => ended));
      return Object.fromEntries(loops.map(({ kind, seen }) => [kind, seen]));
    },
  };
};
