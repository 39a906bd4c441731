import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, open } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { StevedoreError } from '../../contracts/errors.js';
import { CLIENT_CHANNEL } from './connect-temporal.js';
import { portIsFree } from './port-is-free.js';
import { adoptDevServer } from './adopt-dev-server.js';
import type { DevServer } from './dev-server-record.js';
import { removeDevServerRecord, writeDevServerRecord } from './dev-server-record.js';

export interface DevServerOptions {
  /** The Temporal CLI; see `findTemporalExecutable`. */
  readonly executable: string;
  readonly port: number;
  readonly uiPort: number;
  /** SQLite file that keeps runs over restarts. @default in memory */
  readonly dbFile?: string;
  /** File for the server's own output. @default discarded */
  readonly logFile?: string;
  /** @default 'default' */
  readonly namespace?: string;
  /** @default [] */
  readonly extraArgs?: readonly string[];
  /** @default 30_000 */
  readonly startTimeoutMs?: number;
}

/**
 * Starts Temporal's development server on 127.0.0.1 and waits until it answers; throws TEMPORAL_UNREACHABLE otherwise.
 * Waits for a port that is being released. Runs in its own process group, so that Ctrl-C in a terminal reaches only the
 * worker first, which still needs the server. Reuses a server that a killed program left on the same `dbFile`.
 */
export const startDevServer = async (options: DevServerOptions): Promise<DevServer> => {
  const { executable, port, uiPort, dbFile, logFile, namespace = 'default', extraArgs = [] } = options;
  if (dbFile !== undefined) {
    await mkdir(dirname(dbFile), { recursive: true });
    const left = await findLeftDevServer(dbFile, namespace);
    if (left !== undefined) return left;
  }
  await portIsFree(port);
  const log = logFile === undefined ? undefined : await openLog(logFile);
  const child = spawn(
    executable,
    [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
      ...['--namespace', namespace, '--log-level', 'warn', '--ui-disable-news-fetch'],
      ...['--dynamic-config-value', 'frontend.enableServerVersionCheck=false'],
      ...(dbFile === undefined ? [] : ['--db-filename', dbFile]),
      ...extraArgs,
    ],
    // An empty environment: the server must not get our secrets.
    { detached: true, env: {}, stdio: ['ignore', log?.fd ?? 'ignore', log?.fd ?? 'ignore'] },
  );
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const address = `127.0.0.1:${port}`;
  const started = { address, uiUrl: `http://127.0.0.1:${uiPort}`, pid: child.pid ?? 0 };
  // Before any wait: a second server on this file would corrupt it.
  if (dbFile !== undefined && child.pid !== undefined) writeDevServerRecord(dbFile, started);
  const stop = async (): Promise<void> => {
    if (dbFile !== undefined && isRunning(child)) writeDevServerRecord(dbFile, { ...started, stopping: true });
    await stopChild(child, ended);
    if (dbFile !== undefined) await removeDevServerRecord(dbFile);
  };
  try {
    await answering(address, namespace, ended, options.startTimeoutMs ?? 30_000);
  } catch (cause) {
    await stop();
    throw new StevedoreError(
      'TEMPORAL_UNREACHABLE',
      `Cannot start the Temporal development server: "${executable}" does not answer on ${address}; ` +
        `free the port if another program has it${logFile === undefined ? '' : `, or read its output in "${logFile}"`}`,
      { details: { address }, cause },
    );
  } finally {
    await log?.close();
  }
  return { ...started, ended, stop };
};

/** Takes over the server that a killed program left running on this file; see `adoptDevServer`. */
export const findLeftDevServer = (dbFile: string, namespace: string): Promise<DevServer | undefined> =>
  adoptDevServer(dbFile, (address) => answers(address, namespace));

/** Finds the Temporal CLI: the given one, the one on `path`, or the one in `<folder>/.tools`; otherwise undefined. */
export const findTemporalExecutable = async (where: {
  readonly named?: string | undefined;
  readonly path?: string | undefined;
  readonly folders: readonly string[];
}): Promise<string | undefined> => {
  const onPath = (where.path ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [
    ...(where.named === undefined ? [] : [where.named]),
    ...onPath.map((folder) => join(folder, 'temporal')),
    ...where.folders.map((folder) => join(folder, '.tools', 'temporal')),
  ];
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
};

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

const openLog = async (file: string) => {
  await mkdir(dirname(file), { recursive: true });
  return open(file, 'a', 0o600);
};

const answering = async (address: string, namespace: string, ended: Promise<void>, limitMs: number): Promise<void> => {
  const state = { over: false };
  void ended.then(() => (state.over = true));
  const deadline = Date.now() + limitMs;
  while (!state.over && Date.now() < deadline) {
    const up = await answers(address, namespace);
    // Another server on this port may have answered while ours gave up.
    await Promise.race([ended, sleep(50)]);
    if (up && !state.over) return;
  }
  throw new Error(state.over ? 'the process ended' : 'no answer in time');
};

const answers = async (address: string, namespace: string): Promise<boolean> => {
  const connection = Connection.lazy({ address, ...CLIENT_CHANNEL });
  try {
    const call = () => connection.workflowService.describeNamespace({ namespace });
    await Promise.race([connection.withDeadline(Date.now() + 1_000, call), late(1_000)]);
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
};

const late = async (ms: number): Promise<never> => {
  await sleep(ms, undefined, { ref: false });
  throw new Error('no answer in time');
};

const isRunning = ({ exitCode, signalCode, pid }: ChildProcess): boolean =>
  exitCode === null && signalCode === null && pid !== undefined;

const stopChild = async (child: ChildProcess, ended: Promise<void>): Promise<void> => {
  if (!isRunning(child)) return;
  child.kill('SIGTERM');
  const patience = new AbortController();
  const killing = sleep(10_000, undefined, { signal: patience.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  );
  await ended;
  patience.abort();
  await killing;
};
