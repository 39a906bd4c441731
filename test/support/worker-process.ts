import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startProcess } from './child-process.js';
import type { RunningProcess } from './child-process.js';
import { temporaryFolder } from './temporary-folder.js';

export type ProductProgram = 'worker' | 'server' | 'cli';

export interface ProductOptions {
  /** The configuration file; follows `--config`. @default none is named */
  readonly config?: string;
  /** Further arguments, before `--config`. */
  readonly args?: readonly string[];
  /** Set on top of this process's environment: secrets, mostly. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A command that starts the program, such as `nice`. @default the program itself */
  readonly under?: readonly string[];
  /** The output that says that it is ready; absent: at once. */
  readonly ready?: RegExp;
}

export interface ProductProcess extends RunningProcess {
  /** Waits until the output has a match, and returns it; rejects when the program ends or time is up. */
  readonly waitFor: (pattern: RegExp, timeoutMs?: number) => Promise<RegExpExecArray>;
}

/** Starts a built program of the product in a separate process; stdout and stderr go to one file. */
export async function startProduct(program: ProductProgram, options: ProductOptions): Promise<ProductProcess> {
  const logFile = join(temporaryFolder(program), 'output.log');
  const [command = process.execPath, ...args] = [
    ...(options.under ?? []),
    process.execPath,
    builtProgram(program),
    ...(options.args ?? []),
  ];
  const running = await startProcess({
    command,
    args: [...args, ...configOf(options)],
    logFile,
    ready: () => true,
    env: options.env ?? {},
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const waitFor = async (pattern: RegExp, timeoutMs = 60_000) => {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const ended = !running.isRunning();
      const match = pattern.exec(running.log());
      if (match !== null) return match;
      if (ended || Date.now() > deadline) {
        const state = ended ? 'it ended' : `not seen in ${timeoutMs} ms`;
        throw new Error(`Waiting for ${pattern} of "${program}": ${state}\n${running.log().slice(-4_000)}`);
      }
      await sleep(25);
    }
  };
  if (options.ready !== undefined) await waitFor(options.ready);
  return { ...running, waitFor };
}

const configOf = ({ config }: Pick<ProductOptions, 'config'>): string[] =>
  config === undefined ? [] : ['--config', config];

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a CLI command of the built product to its end. */
export function runCli(args: readonly string[], options: Omit<ProductOptions, 'args' | 'ready'>): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [builtProgram('cli'), ...args, ...configOf(options)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? -1, stdout, stderr });
    });
  });
}

/** The path of `dist/<program>.js`. */
export function builtProgram(program: ProductProgram): string {
  const file = fileURLToPath(new URL(`../../dist/${program}.js`, import.meta.url));
  if (!existsSync(file)) throw new Error(`"dist/${program}.js" is missing: run "npm run build"`);
  return file;
}
