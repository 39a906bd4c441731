import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckAnswer, Description } from '../support/check-answers.js';
import { createAnswerCheck } from '../support/check-answers.js';
import { eventually } from '../support/eventually.js';
import type { FaultProxy } from '../support/fault-proxy.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { freePort } from '../support/free-port.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { startTemporal } from '../support/temporal-server.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import type { ProductProcess } from '../support/worker-process.js';
import { startProduct } from '../support/worker-process.js';

export type Json = Record<string, unknown>;

/** Two servers of PostgreSQL and the product, which knows nothing but its environment. */
export interface EnvironmentSite {
  readonly api: string;
  readonly key: string;
  /** What exports write into. */
  readonly dumps: string;
  /** Has the database `origin`, which the product reads through `slow`. */
  readonly source: PostgresServer;
  /** Has the databases `shop` and `spare`, the first empty at first. */
  readonly destination: PostgresServer;
  readonly slow: FaultProxy;
  /** Asks as an admin, unless another key is given; every answer is held against /openapi.json. */
  readonly ask: (method: string, path: string, body?: Json | string | FormData, headers?: Json) => Promise<Answer>;
  readonly job: (id: string) => Promise<Json>;
  readonly ended: (id: string) => Promise<Json>;
  readonly restart: () => Promise<void>;
  /** Stops the worker; the function that it resolves to starts it again. */
  readonly withoutWorker: () => Promise<() => Promise<void>>;
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
}

const KEY = 'the-key-of-this-test';

type Environment = Readonly<Record<string, string>>;

/** `more`: variables beside the site's own; `at` is the address of a database of the destination's server. */
export const startEnvironmentSite = async (
  more: Environment | ((at: (database: string) => string) => Environment) = {},
): Promise<EnvironmentSite> => {
  const folder = temporaryFolder('environment-site');
  const dumps = join(folder, 'dumps');
  mkdirSync(dumps);
  const [temporal, source, destination] = await Promise.all([startTemporal(), startPostgres(), startPostgres()]);
  const slow = await startFaultProxy({ host: '127.0.0.1', port: source.port });
  // Private servers have one identity, being made from one data folder: the names of their databases differ.
  await source.query('create database origin');
  for (const name of ['shop', 'spare', 'production']) await destination.query(`create database ${name}`);
  const port = await freePort();
  const url = (at: number, database: string) => `postgres://postgres:canary-4711@127.0.0.1:${at}/${database}`;
  const api = `http://127.0.0.1:${port}`;
  const product = {
    cwd: folder,
    env: {
      TEMPORAL_ADDRESS: temporal.address,
      SYNC_DATABASE_STAGING: url(slow.port, 'origin'),
      SYNC_DATABASE_LOCAL: url(destination.port, 'shop'),
      SYNC_DATABASE_SPARE: `${url(destination.port, 'spare')}?sslmode=prefer`,
      SYNC_DATABASE_PRODUCTION: url(destination.port, 'production'),
      SYNC_DESTINATIONS: 'local, spare',
      SYNC_PROTECTED: 'production',
      DUMP_DIRECTORY: dumps,
      PORT: String(port),
      API_KEY: KEY,
      REDIS_URL: 'redis://127.0.0.1:1/0',
      ...(typeof more === 'function' ? more((database) => url(destination.port, encodeURIComponent(database))) : more),
    },
  };
  const programs: ProductProcess[] = [];
  const startWorker = () => startProduct('worker', { ...product, ready: /Worker started/ });
  const start = async (): Promise<void> => {
    programs.push(
      ...(await Promise.all([startWorker(), startProduct('server', { ...product, ready: /API started/ })])),
    );
  };
  await start();
  let check: CheckAnswer | undefined;

  const ask: EnvironmentSite['ask'] = async (method, path, body, headers = {}) => {
    check ??= createAnswerCheck((await (await fetch(`${api}/openapi.json`)).json()) as Description);
    const isJson = body !== undefined && Object.getPrototypeOf(body) === Object.prototype;
    const answer = await fetch(api + path, {
      method,
      headers: {
        authorization: `Bearer ${KEY}`,
        ...(isJson ? { 'content-type': 'application/json' } : {}),
        ...(headers as Record<string, string>),
      },
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as string | FormData) }),
    });
    await check(method, path, answer.clone());
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: parsed(text) };
  };
  const job: EnvironmentSite['job'] = async (id) => (await ask('GET', `/api/jobs/${id}`)).body;
  const output = () => programs.map((program) => program.log()).join('\n');
  return {
    ...{ api, key: KEY, dumps, source, destination, slow, ask, job, output },
    ended: async (id) => {
      let now: Json = {};
      return eventually(
        `the end of job ${id}`,
        async () => {
          now = await job(id);
          return ['pending', 'running', undefined].includes(now['status'] as string) ? undefined : now;
        },
        60_000,
      ).catch((error: unknown) => {
        throw new Error(`${String(error)}; it is ${JSON.stringify(now)}\n${output().slice(-6_000)}`);
      });
    },
    withoutWorker: async () => {
      await programs.shift()?.stop();
      return async () => void programs.unshift(await startWorker());
    },
    restart: async () => {
      await Promise.all(programs.splice(0).map((program) => program.stop()));
      await start();
    },
    stop: async () => {
      await Promise.all(programs.map((program) => program.stop()));
      await slow.stop();
      await Promise.all([temporal.stop(), source.stop(), destination.stop()]);
      removeTemporaryFolder(folder);
    },
  };
};

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
};
