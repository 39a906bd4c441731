import { spawn } from 'node:child_process';
import { StevedoreError } from '../../contracts/errors.js';

export interface ScanSettings {
  /** The program and its arguments; the path of the file comes behind them. No shell reads them. */
  readonly command: readonly string[];
  readonly timeoutMs: number;
}

/**
 * Has a program of the operator's look at a file, and lets it pass where it exits with 0. It gets nothing of
 * this program's environment, and no input. Throws UPLOAD_REFUSED with what it says where it
 * exits with another code, and UPLOAD_SCAN_FAILED where it cannot be started, is killed or does not end in time: then
 * it is killed with all that it has started.
 */
export const scanUpload = async ({ command, timeoutMs }: ScanSettings, path: string): Promise<void> => {
  const [program = '', ...args] = command;
  const child = spawn(program, [...args, path], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: ENVIRONMENT,
    // A group of its own, to be killed as one.
    detached: true,
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8');
    output.on('data', (text: string) => {
      if (said.length < MOST_SAID) said += text;
    });
  }
  const failed = (why: string, cause?: unknown) =>
    new StevedoreError('UPLOAD_SCAN_FAILED', `Cannot take the upload: upload.scan_command ${why}; nothing was kept`, {
      cause,
    });
  const timer = setTimeout(() => kill(child.pid), timeoutMs);
  const began = Date.now();
  try {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', (error) => reject(failed(`cannot be started (${codeOf(error)})`, error)));
      // What it has started may hold its output open for ever.
      child.once('exit', (...how) => setTimeout(() => resolve(how), LAST_WORDS_MS));
      child.once('close', (...how) => resolve(how));
    });
    if (code === 0) return;
    if (code === null) {
      const isLate = Date.now() - began >= timeoutMs;
      throw failed(isLate ? `did not end in ${timeoutMs / 1_000} s` : `was ended by ${signal ?? 'a signal'}`);
    }
    const reason = said.replaceAll(path, 'the file').trim().split('\n', 1)[0]?.slice(0, MOST_SHOWN) ?? '';
    throw new StevedoreError(
      'UPLOAD_REFUSED',
      `Cannot take the upload: upload.scan_command refuses it with ${code}${reason === '' ? '' : `: ${reason}`}; nothing was kept`,
      { details: { exitCode: code } },
    );
  } finally {
    clearTimeout(timer);
    for (const output of [child.stdout, child.stderr]) output.destroy();
  }
};

const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };
const MOST_SAID = 64 * 1_024;
const MOST_SHOWN = 300;
const LAST_WORDS_MS = 500;

const kill = (pid: number | undefined): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
};

const codeOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? error.message;
