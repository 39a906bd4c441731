import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { createStream } from 'rotating-file-stream';
import type { RotatingFileStream } from 'rotating-file-stream';
import type { LogEntry, LogLevel } from '../contracts/runs/log-entry.js';
import type { LogFileSettings } from '../contracts/settings.js';
import { visible } from '../contracts/visible.js';

/** A line of the import log: seed 000's entry, with pipeline and run. */
export interface LogFileLine extends LogEntry {
  readonly pipeline?: string;
  readonly run_id?: string;
}

/** The rotating import log. Never throws: a full disk must not fail an import. */
export interface LogFile {
  write(line: LogFileLine): void;
  /** Resolves when all lines are in the file. */
  close(): Promise<void>;
}

export interface LogFileOptions {
  /** Called once each time the file becomes unwritable; the first line after 10 s tries again. */
  readonly onError?: (error: Error) => void;
}

const REOPEN_AFTER_MS = 10_000;
const RANK: Readonly<Record<LogLevel, number>> = { INFO: 1, WARN: 2, ERROR: 3 };
const LEAST_RANK: Readonly<Record<LogFileSettings['level'], number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/**
 * Opens the import log for appending: JSON lines, rotated at `maxSizeBytes` into `<name>-<time>.log(.gz)`, old files
 * removed by number and age. Only one process may write a file; another's rotation would lose its lines.
 */
export const openLogFile = (settings: LogFileSettings, { onError = () => undefined }: LogFileOptions = {}): LogFile => {
  let stream: RotatingFileStream | undefined;
  let brokenUntil = 0;

  const open = (): RotatingFileStream | undefined => {
    if (stream !== undefined || Date.now() < brokenUntil) return stream;
    try {
      stream = openStream(settings);
    } catch (error) {
      fail(error as Error);
      return undefined;
    }
    const opened = stream;
    opened.on('error', (error) => {
      if (stream === opened) stream = undefined;
      fail(error);
    });
    for (const event of ['open', 'rotated'] as const) opened.on(event, () => removeOldFiles(settings, Date.now()));
    return opened;
  };
  const fail = (error: Error): void => {
    brokenUntil = Date.now() + REOPEN_AFTER_MS;
    onError(error);
  };
  return {
    write: (line) => {
      if (RANK[line.level] >= LEAST_RANK[settings.level]) open()?.write(`${visible(JSON.stringify(line))}\n`);
    },
    close: () =>
      new Promise((resolve) => {
        if (stream === undefined) {
          resolve();
          return;
        }
        stream.once('close', resolve);
        stream.end();
        stream = undefined;
        brokenUntil = Infinity;
      }),
  };
};

const openStream = ({ file, maxSizeBytes, compress }: LogFileSettings): RotatingFileStream => {
  const { dir, base, name, ext } = parse(file);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const generator = (time: number | Date | null, index = 1): string => {
    if (time === null) return base;
    const stamp = new Date(time).toISOString().replaceAll(':', '-').replace('Z', '');
    return `${name}-${stamp}${index > 1 ? `.${index}` : ''}${ext}${compress ? '.gz' : ''}`;
  };
  return createStream(generator as (time: number | Date, index?: number) => string, {
    path: dir,
    size: `${maxSizeBytes}B`,
    mode: 0o600,
    ...(compress ? { compress: 'gzip' as const } : {}),
  });
};

/** Ordered by the time in their names; a limit of 0 disables it. */
const removeOldFiles = ({ file, maxBackups, maxAgeDays }: LogFileSettings, now: number): void => {
  const { name } = parse(file);
  const folder = dirname(file);
  try {
    const backups = readdirSync(folder)
      .filter((other) => other.startsWith(`${name}-`) && Number.isFinite(timeOf(other, name)))
      .toSorted((a, b) => timeOf(b, name) - timeOf(a, name) || indexOf(b) - indexOf(a));
    for (const [index, backup] of backups.entries()) {
      const tooMany = maxBackups > 0 && index >= maxBackups;
      const tooOld = maxAgeDays > 0 && now - timeOf(backup, name) > maxAgeDays * 86_400_000;
      if (tooMany || tooOld) rmSync(join(folder, backup), { force: true });
    }
  } catch {
    // The next rotation tries again.
  }
};

const timeOf = (backup: string, name: string): number => {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})\./.exec(backup.slice(name.length + 1));
  return match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`);
};

/** Several rotations within one millisecond are counted in the name. */
const indexOf = (backup: string): number => Number(/\.\d{3}\.(\d+)\./.exec(backup)?.[1] ?? 1);
