#!/usr/bin/env node
import { readFileSync, realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import type { ApiClient } from './commands/api-client.js';
import type { CommandContext } from './commands/context.js';
import type { GlobalFlags } from './commands/create-program.js';
import type { Programs } from './commands/dev.js';
import { createApiClient } from './commands/api-client.js';
import { createProgram } from './commands/create-program.js';
import { EXIT, exitCodeOfError } from './commands/exit-code.js';
import { printError } from './commands/print-error.js';
import type { Settings } from './contracts/settings.js';

const DEFAULT_CONFIG = './stevedore.yaml';
const DEFAULT_URL = 'http://127.0.0.1:8080';

/** Runs one command; resolves with the process's exit code. */
export const main = async (argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> => {
  const interrupt = new AbortController();
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    interrupt.abort();
    if (signals > 1) process.exit(EXIT.interrupted);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);

  let code: number = EXIT.published;
  const redraws = process.stderr.isTTY && env['TERM'] !== 'dumb';
  const colors = redraws && (env['NO_COLOR'] ?? '') === '';
  const err = (text: string): void => void process.stderr.write(text);
  const contextOf = (flags: () => GlobalFlags): CommandContext => {
    const configFile = () => flags().config ?? env['STEVEDORE_CONFIG'] ?? DEFAULT_CONFIG;
    const settings = async (): Promise<Settings> =>
      (await import('./config/read-settings.js')).readSettings(configFile(), env);
    return {
      out: (text) => void process.stdout.write(text),
      err,
      redraws,
      colors,
      user: userName(env),
      interrupted: interrupt.signal,
      configFile,
      environment: (name) => env[name],
      settings,
      api: () => apiOf(flags(), env, settings),
      exit: (value) => {
        code = value;
      },
    };
  };
  const program = createProgram(readVersion(), programsOf(env), contextOf);
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    // Commander has printed the message, or the help, already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
    printError(error, { err, colors });
    return exitCodeOfError(error);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  }
};

/** Loaded when they are needed: a `status` need not load a worker. */
const programsOf = (env: NodeJS.ProcessEnv): Programs => {
  const loggerOf = async (settings: Settings) => {
    const [{ createLogger }, { collectSecrets }] = await Promise.all([
      import('./telemetry/logger.js'),
      import('./config/collect-secrets.js'),
    ]);
    return createLogger({ level: settings.logging.import.level, secrets: collectSecrets(settings) });
  };
  return {
    startWorker: async (settings) => (await import('./worker.js')).startWorker(settings, await loggerOf(settings)),
    startServer: async (settings) => (await import('./server.js')).startServer(settings, await loggerOf(settings)),
    temporalCli: {
      named: env['TEMPORAL_CLI_PATH'],
      path: env['PATH'],
      folders: [process.cwd(), fileURLToPath(new URL('..', import.meta.url))],
    },
  };
};

/** `--url` or STEVEDORE_URL, else what the configuration says, else this machine. */
const apiOf = async (
  flags: GlobalFlags,
  env: NodeJS.ProcessEnv,
  settings: () => Promise<Settings>,
): Promise<ApiClient> => {
  const key = env['STEVEDORE_API_KEY'];
  const url = flags.url ?? env['STEVEDORE_URL'];
  if (url !== undefined) return createApiClient({ url, key });
  try {
    const { api } = await settings();
    const host = ['0.0.0.0', '::'].includes(api.host) ? '127.0.0.1' : api.host;
    const name = host.includes(':') ? `[${host}]` : host;
    return createApiClient({ url: `http://${name}:${api.port}`, key: key ?? api.key });
  } catch (error) {
    // Whoever only watches needs no configuration, and may lack the secrets that one refers to.
    if (flags.config !== undefined || env['STEVEDORE_CONFIG'] !== undefined) throw error;
    return createApiClient({ url: DEFAULT_URL, key });
  }
};

const userName = (env: NodeJS.ProcessEnv): string => {
  try {
    return userInfo().username.slice(0, 64);
  } catch {
    return env['USER'] ?? 'cli';
  }
};

const readVersion = (): string => {
  const file = fileURLToPath(new URL('../package.json', import.meta.url));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
};

/** True also when npm's link to this file was called. */
const calledDirectly = (): boolean => {
  try {
    return realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url);
  } catch {
    return false;
  }
};

if (calledDirectly()) process.exit(await main(process.argv, process.env));
