import { spawn } from 'node:child_process';

export interface ScriptEnd {
  readonly code: number | null;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

/** Runs a script of bash to its end. */
export const runScript = (
  script: string,
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<ScriptEnd> =>
  new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-c', script], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    shell.once('error', reject);
    shell.once('close', (code) => resolve({ code, output }));
  });
