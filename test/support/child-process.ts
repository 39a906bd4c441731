import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface StartOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** stdout and stderr go to this file, appended. */
  readonly logFile: string;
  /** Asked until it says true; a throw counts as false. */
  readonly ready: () => boolean | Promise<boolean>;
  /** Set on top of this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** @default 30_000 */
  readonly readyTimeoutMs?: number;
}

export interface RunningProcess {
  readonly pid: number;
  readonly logFile: string;
  /** Resolves with the exit code, or with the signal's name. */
  readonly exited: Promise<number | NodeJS.Signals>;
  readonly isRunning: () => boolean;
  readonly log: () => string;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** SIGTERM, and SIGKILL when that does not end it in time; its own children end with it. */
  readonly stop: (graceMs?: number) => Promise<void>;
  /** SIGKILL, and waits until the process is gone. */
  readonly kill9: () => Promise<void>;
}

const running = new Set<ChildProcess>();
let watching = false;

/**
 * Starts a program, waits until it is ready, and makes sure that it does not outlive this process: killed when this
 * process exits, and by the kernel (`setpriv --pdeathsig`, where there is one) when this process is itself killed.
 */
export async function startProcess(options: StartOptions): Promise<RunningProcess> {
  const log = openSync(options.logFile, 'a', 0o600);
  const [command, ...args] = [...deathSignal(), options.command, ...options.args] as [string, ...string[]];
  const child = spawn(command, args, {
    stdio: ['ignore', log, log],
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  closeSync(log);
  let failure: Error | undefined;
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => {
      running.delete(child);
      resolve(signal ?? code ?? 0);
    });
    child.once('error', (error) => {
      failure = error;
      running.delete(child);
      resolve(127);
    });
  });
  track(child);
  const handle = describe(child, options.logFile, exited);
  const timeoutMs = options.readyTimeoutMs ?? 30_000;
  const deadline = Date.now() + timeoutMs;
  while (!(await isReady(options.ready))) {
    const state = !handle.isRunning()
      ? 'it ended'
      : Date.now() > deadline
        ? `not ready after ${timeoutMs} ms`
        : undefined;
    if (state !== undefined) {
      await handle.kill9();
      const reason = failure === undefined ? handle.log().slice(-2_000) : failure.message;
      throw new Error(`Start of "${options.command}" failed: ${state}\n${reason}`);
    }
    await sleep(15);
  }
  // A script that forgets to stop a server still ends, and stops the server too.
  child.unref();
  return handle;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Set on top of this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end; rejects with its stderr unless it exits 0. */
export function runProgram(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { cwd, env } = options;
  const settings = { ...(cwd === undefined ? {} : { cwd }), env: { ...process.env, ...env }, maxBuffer: 1 << 28 };
  return new Promise((resolve, reject) => {
    execFile(command, args, settings, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`"${command} ${args.join(' ')}" failed: ${stderr || error.message}`));
    });
  });
}

function describe(child: ChildProcess, logFile: string, exited: Promise<number | NodeJS.Signals>): RunningProcess {
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals, graceMs: number) => {
    if (!isRunning()) return;
    child.ref();
    const children = childrenOf(child.pid ?? 0);
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await exited;
    clearTimeout(timer);
    for (const pid of children) killQuietly(pid);
  };
  return {
    pid: child.pid ?? 0,
    logFile,
    exited,
    isRunning,
    log: () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''),
    signal: (signal) => {
      child.kill(signal);
    },
    stop: (graceMs = 10_000) => end('SIGTERM', graceMs),
    kill9: () => end('SIGKILL', 1_000),
  };
}

function track(child: ChildProcess): void {
  running.add(child);
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const left of running) {
      for (const pid of childrenOf(left.pid ?? 0)) killQuietly(pid);
      left.kill('SIGKILL');
    }
  });
}

async function isReady(ready: StartOptions['ready']): Promise<boolean> {
  try {
    return await ready();
  } catch {
    return false;
  }
}

let deathSignalPrefix: string[] | undefined;

function deathSignal(): string[] {
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));
  deathSignalPrefix ??= setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--'];
  return deathSignalPrefix;
}

/** All processes below this one (Linux; nothing elsewhere). */
function childrenOf(pid: number): number[] {
  try {
    const direct = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number);
    return direct.flatMap((child) => [child, ...childrenOf(child)]);
  } catch {
    return [];
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended with its parent.
  }
}
