import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { SEARCH_ATTRIBUTES } from '../../src/contracts/temporal-names.js';
import { runProgram, startProcess } from './child-process.js';
import { findProgram } from './find-program.js';
import { freePort } from './free-port.js';
import { removeTemporaryFolder, temporaryFolder } from './temporary-folder.js';

export interface TemporalOptions {
  /** Serve the Web UI. @default false */
  readonly ui?: boolean;
  /** State that survives `kill9()`; absent: in memory. */
  readonly dbFile?: string;
  /** @default a free port */
  readonly port?: number;
}

export interface TemporalServer {
  readonly address: string;
  readonly port: number;
  readonly namespace: 'default';
  readonly uiAddress?: string;
  readonly pid: number;
  readonly log: () => string;
  readonly kill9: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a Temporal development server with our search attributes and timers that are exact to 10 ms. */
export async function startTemporal(options: TemporalOptions = {}): Promise<TemporalServer> {
  const command = temporalCli();
  const folder = temporaryFolder('temporal');
  const port = options.port ?? (await freePort());
  const address = `127.0.0.1:${port}`;
  const uiPort = options.ui === true ? await freePort() : undefined;
  const attributes = Object.values(SEARCH_ATTRIBUTES).flatMap(({ name }) => ['--search-attribute', `${name}=Keyword`]);
  const server = await startProcess({
    command,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', `${port}`, '--log-level', 'warn'],
      ...(uiPort === undefined ? ['--headless'] : ['--ui-port', `${uiPort}`, '--ui-disable-news-fetch']),
      ...(options.dbFile === undefined ? [] : ['--db-filename', options.dbFile]),
      ...['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="10ms"'],
      ...['--dynamic-config-value', 'frontend.enableServerVersionCheck=false'],
      ...attributes,
    ],
    logFile: join(folder, 'temporal.log'),
    readyTimeoutMs: 60_000,
    ready: async () =>
      (await runProgram(command, ['operator', 'cluster', 'health', '--address', address])).includes('SERVING'),
  });
  return {
    address,
    port,
    namespace: 'default',
    ...(uiPort === undefined ? {} : { uiAddress: `http://127.0.0.1:${uiPort}` }),
    pid: server.pid,
    log: server.log,
    kill9: () => server.kill9(),
    stop: async () => {
      // Nothing of a development server's end is worth the 3 s of its graceful stop, unless a file keeps its state.
      await (options.dbFile === undefined ? server.kill9() : server.stop());
      removeTemporaryFolder(folder);
    },
  };
}

/** `TEMPORAL_CLI_PATH`, the project's own copy, or the one on PATH. */
export function temporalCli(): string {
  const given = process.env.TEMPORAL_CLI_PATH;
  if (given !== undefined && given !== '') return given;
  const own = fileURLToPath(new URL('../../.tools/temporal', import.meta.url));
  return existsSync(own) ? own : findProgram('temporal');
}
