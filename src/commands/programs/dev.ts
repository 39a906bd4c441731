import { createServer } from 'node:net';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { DevServer } from '../../connectors/temporal/dev-server-record.js';
import type { Settings } from '../../contracts/settings.js';
import type { CommandContext } from '../context.js';
import { StevedoreError } from '../../contracts/errors.js';

/** What only the programs can start; `cli.ts` provides it. */
export interface Programs {
  /** `configFile` is read again where secrets that are kept in files change. */
  startWorker(settings: Settings, configFile: string): Promise<{ readonly stopped: Promise<void>; shutdown(): void }>;
  startServer(settings: Settings): Promise<{ readonly url: string; close(): Promise<void> }>;
  /** The id of this installation in its store; undefined before the first worker's start. */
  readInstallation(settings: Settings): Promise<string | undefined>;
  /** Removes the secrets of a configuration from a text. */
  redactorOf(settings: Settings): Promise<(text: string) => string>;
  readonly version: string;
  /** From now on every configuration that is read has this key for secrets. */
  useSecretKey(key: string): void;
  /** Where to search the Temporal CLI. */
  readonly temporalCli: {
    readonly named?: string | undefined;
    readonly path?: string | undefined;
    readonly folders: readonly string[];
  };
}

interface DevFlags {
  readonly data: string;
}

export const addDevCommand = (program: Command, context: CommandContext, programs: Programs): void => {
  program
    .command('dev')
    .description('run everything on this machine: a Temporal development server, the worker and the API')
    .option('--data <folder>', 'where the development server keeps its runs', './data/temporal')
    .action(async ({ data }: DevFlags) => {
      const settings = await withSecretKey(context, programs);
      const temporal = await findOrStartTemporal(settings, programs, resolve(data));
      const here: Settings = {
        ...settings,
        temporal: { ...settings.temporal, address: temporal?.address ?? settings.temporal.address },
      };
      try {
        await runAll(here, context, programs, temporal);
      } finally {
        await temporal?.stop();
      }
    });
};

/** Where the configuration has no key for secrets, this machine keeps one. */
const withSecretKey = async (context: CommandContext, programs: Programs): Promise<Settings> => {
  const settings = await context.settings();
  if (settings.secretKeys.length > 0) return settings;
  const { keepSecretKey } = await import('../../connectors/disk/secret-key-file.js');
  const { key, isNew } = await keepSecretKey(resolve(SECRET_KEY));
  if (isNew) context.err(`Secrets that are given by API are encrypted with "${SECRET_KEY}", which is new: keep it\n`);
  programs.useSecretKey(key);
  return context.settings();
};

const SECRET_KEY = './data/secret.key';

const runAll = async (
  settings: Settings,
  context: CommandContext,
  programs: Programs,
  temporal: DevServer | undefined,
): Promise<void> => {
  const worker = await programs.startWorker(settings, context.configFile());
  const stopped = worker.stopped.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  try {
    const server = await programs.startServer(settings);
    context.err(
      [
        `API            ${server.url}`,
        `Temporal       ${settings.temporal.address}`,
        ...(temporal === undefined ? [] : [`Temporal UI    ${temporal.uiUrl}`]),
        'Start a run with: stevedore run <pipeline> --wait',
        'Stop with Ctrl-C; open runs continue with the next start',
        '',
      ].join('\n'),
    );
    try {
      const died = temporal?.ended.then(() => 'temporal' as const) ?? never;
      const why = await Promise.race([stopped, died, interrupted(context.interrupted)]);
      if (why === 'temporal' && !context.interrupted.aborted) {
        throw new StevedoreError(
          'TEMPORAL_UNREACHABLE',
          'Cannot go on: the Temporal development server has ended by itself',
        );
      }
    } finally {
      await server.close();
    }
  } finally {
    worker.shutdown();
    const failure = await stopped;
    if (failure !== undefined) throw failure.error;
  }
};

const never = new Promise<never>(() => undefined);

const interrupted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/**
 * Prefers the server of a killed `dev`, which nobody else would stop; undefined if the configured Temporal answers and
 * is used.
 */
const findOrStartTemporal = async (
  settings: Settings,
  programs: Programs,
  data: string,
): Promise<DevServer | undefined> => {
  const { address, addressGiven, namespace } = settings.temporal;
  const dbFile = resolve(data, 'temporal.db');
  // Loaded here: commands that only use the API start three times as fast without it.
  const { findLeftDevServer, findTemporalExecutable, startDevServer } = await import(
    '../../connectors/temporal/dev-server.js'
  );
  const left = await findLeftDevServer(dbFile, namespace);
  if (left !== undefined) {
    if (!addressGiven || left.address === address.replace(/^localhost:/, '127.0.0.1:')) return left;
    await left.stop();
  }
  if (addressGiven) {
    if (await doesAnswer(settings)) return undefined;
    if (!/^(127\.0\.0\.1|localhost):/.test(address)) {
      throw new StevedoreError(
        'TEMPORAL_UNREACHABLE',
        `Cannot reach Temporal: "${address}" does not answer; correct temporal.address, or leave it out for a development server`,
      );
    }
  }
  const executable = await findTemporalExecutable(programs.temporalCli);
  if (executable === undefined) {
    throw new StevedoreError(
      'TEMPORAL_UNREACHABLE',
      'Cannot start the Temporal development server: the Temporal CLI is missing; run scripts/setup demo, or set TEMPORAL_CLI_PATH',
    );
  }
  const wanted = Number(address.split(':').at(-1));
  const port = addressGiven ? wanted : await freePort(wanted);
  return startDevServer({
    executable,
    port,
    uiPort: await freePort(port + 1_000),
    dbFile,
    logFile: resolve(data, 'temporal.log'),
    namespace,
  });
};

const doesAnswer = async (settings: Settings): Promise<boolean> => {
  const { connectTemporal } = await import('../../connectors/temporal/connect-temporal.js');
  const { createRunClient } = await import('../../connectors/temporal/run-client.js');
  const client = connectTemporal(settings.temporal);
  try {
    await createRunClient(client).ping();
    return true;
  } catch {
    return false;
  } finally {
    await client.connection.close();
  }
};

/** Returns this port, or any other if it is taken. */
const freePort = async (wanted: number): Promise<number> => {
  try {
    return await tryPort(wanted);
  } catch {
    return tryPort(0);
  }
};

const tryPort = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : port));
    });
  });
