#!/usr/bin/env -S MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072 node
import { readFileSync, realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import type { CommandContext } from './commands/context.js';
import type { GlobalFlags } from './commands/create-program.js';
import type { Programs } from './commands/programs/dev.js';
import { createProgram } from './commands/create-program.js';
import { readVariableFiles } from './config/document/variable-files.js';
import { EXIT, exitCodeOfError } from './commands/output/exit-code.js';
import { openApi } from './commands/open-api.js';
import { fitted } from './commands/output/help-layout.js';
import { printError } from './commands/output/print-error.js';
import { toScreen } from './commands/output/style.js';
import type { Settings } from './contracts/settings.js';
import { readVersion } from './read-version.js';

const DEFAULT_CONFIG = './stevedore.yaml';

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

  let code: number = EXIT.success;
  const redraws = process.stderr.isTTY && env['TERM'] !== 'dumb';
  const mayColor = env['TERM'] !== 'dumb' && (env['NO_COLOR'] ?? '') === '';
  const colors = redraws && mayColor;
  // The reader has read enough, as `head` does, and the rest is discarded.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? code : EXIT.failed));
  }
  const dataColors = process.stdout.isTTY && mayColor;
  // 0 where the terminal does not know its size.
  const errColumns = () => (redraws ? process.stderr.columns || 80 : undefined);
  const outColumns = () => (process.stdout.isTTY ? process.stdout.columns || undefined : undefined);
  const err = (text: string): void => void process.stderr.write(toScreen(fitted(text, errColumns()), colors));
  const contextOf = (flags: () => GlobalFlags): CommandContext => {
    const configFile = () => flags().config ?? env['STEVEDORE_CONFIG'] ?? DEFAULT_CONFIG;
    const settingsOf = async (file: string): Promise<Settings> =>
      (await import('./config/read-settings.js')).readSettings(file, env);
    return {
      out: (text) => void process.stdout.write(toScreen(fitted(text, outColumns()), dataColors)),
      outBytes: (bytes) =>
        new Promise((resolve, reject) => process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()))),
      err,
      redraws,
      screen: () => (redraws ? { columns: process.stderr.columns || 80, rows: process.stderr.rows || 24 } : undefined),
      eraseLines: (lines) => void (redraws && lines > 0 && process.stderr.write(`\u001b[${lines}A\u001b[0J`)),
      outColumns,
      user: userName(env),
      interrupted: interrupt.signal,
      configFile,
      packageFile: (name) => fileURLToPath(new URL(`../${name}`, import.meta.url)),
      environment: (name) => readVariableFiles(env, [name], (file) => readFileSync(file, 'utf8')).env[name],
      environmentOf: () => env,
      settings: () => settingsOf(configFile()),
      settingsOf,
      openStore: async (...given) => (await import('./store/create-store.js')).createStore(...given),
      api: () =>
        openApi({
          url: flags().url,
          config: flags().config,
          env,
          standardConfig: DEFAULT_CONFIG,
          tell: err,
          verbose: redraws,
        }),
      copyStore: async (...given) => (await import('./store/copy/copy-store.js')).copyStore(...given),
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
    // Commander has already printed the message or the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
    printError(error, { err });
    return exitCodeOfError(error);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  }
};

/** Loaded on demand: a `status` need not load a worker. */
const programsOf = (env: NodeJS.ProcessEnv): Programs => {
  const loggerOf = async (settings: Settings) => {
    const [{ createLogger }, { collectSecrets }] = await Promise.all([
      import('./telemetry/logger.js'),
      import('./config/collect-secrets.js'),
    ]);
    return createLogger({ level: settings.logging.import.level, secrets: collectSecrets(settings) });
  };
  return {
    startWorker: async (settings, configFile) =>
      (await import('./worker.js')).startWorker(
        settings,
        await loggerOf(settings),
        (await import('./config/read-settings.js')).readAgain(configFile, process.env),
      ),
    startServer: async (settings) => (await import('./server.js')).startServer(settings, await loggerOf(settings)),
    readInstallation: async (settings) => {
      const store = (await import('./store/create-store.js')).createStore(settings.store);
      try {
        return await store.installation();
      } finally {
        await store.close();
      }
    },
    redactorOf: async (settings) => {
      const [{ createRedactor }, { collectSecrets }] = await Promise.all([
        import('./telemetry/redact.js'),
        import('./config/collect-secrets.js'),
      ]);
      return createRedactor(collectSecrets(settings));
    },
    version: readVersion(),
    useSecretKey: (key) => {
      env['STEVEDORE_SECRET_KEY'] = key;
    },
    temporalCli: {
      named: env['TEMPORAL_CLI_PATH'],
      path: env['PATH'],
      folders: [process.cwd(), fileURLToPath(new URL('..', import.meta.url))],
    },
  };
};

const userName = (env: NodeJS.ProcessEnv): string => {
  try {
    return userInfo().username.slice(0, 64);
  } catch {
    return env['USER'] ?? 'cli';
  }
};

/** Also true if npm's link to this file was called. */
const calledDirectly = (): boolean => {
  try {
    return realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url);
  } catch {
    return false;
  }
};

if (calledDirectly()) process.exit(await main(process.argv, process.env));
