import { spawn } from 'node:child_process';

export interface ScriptEnd {
  readonly code: number | null;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

export interface ScriptOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Then it is told to end, with all that it has started. */
  readonly timeoutMs: number;
}

/** Runs a script of bash to its end. */
export const runScript = (script: string, { cwd, env = {}, timeoutMs }: ScriptOptions): Promise<ScriptEnd> =>
  new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-c', script], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, which can be ended as one.
      detached: true,
    });
    const end = () => shell.pid !== undefined && process.kill(-shell.pid, 'SIGTERM');
    const timer = setTimeout(end, timeoutMs);
    process.once('exit', end);
    let output = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    shell.once('error', reject);
    shell.once('close', (code) => {
      clearTimeout(timer);
      process.off('exit', end);
      resolve({ code, output });
    });
  });
