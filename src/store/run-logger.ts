import { randomUUID } from 'node:crypto';
import type { LogEntry, LogLevel, LogStep } from '../contracts/runs/log-entry.js';
import type { NewLogLine, Store } from './store.js';

/** Writes the log of one attempt of a run. Never throws, and waits only in `flush`. */
export interface RunLogger {
  info(step: LogStep, message: string, facts?: LogFacts): void;
  warn(step: LogStep, message: string, facts?: LogFacts): void;
  error(step: LogStep, message: string, facts?: LogFacts): void;
  /** Resolves when the store was tried once for every line so far. */
  flush(): Promise<void>;
  /** Lines that could not be stored and were dropped. */
  readonly lost: number;
  /** Appends that failed; their lines are retried with the next ones. */
  readonly failures: number;
}

export type LogFacts = Pick<LogEntry, 'error' | 'duration' | 'file_size'>;

export interface RunLoggerOptions {
  readonly runId: string;
  readonly attempt: number;
  /** Receives every line at once: the log file. */
  readonly sink?: (line: LogEntry & { readonly run_id: string }) => void;
  /** Removes secrets from messages and errors. */
  readonly redact?: (text: string) => string;
}

const BATCH_LINES = 100;
const BATCH_MS = 1_000;
/** Lines kept in memory while the store is away; older ones are dropped. */
const MAX_LINES = 5_000;

/**
 * Creates a logger that stores its lines in batches: at 100 lines, after 1 s, and at `flush`, in order and each once.
 */
export const createRunLogger = (store: Pick<Store, 'logs'>, options: RunLoggerOptions): RunLogger => {
  const { runId, attempt, sink, redact = (text: string) => text } = options;
  let buffer: NewLogLine[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let failures = 0;
  let lost = 0;

  const write = async (): Promise<void> => {
    const lines = buffer;
    buffer = [];
    if (lines.length === 0) return;
    try {
      await store.logs.append(runId, attempt, lines);
    } catch {
      failures += 1;
      buffer = [...lines, ...buffer];
      giveUpOldest();
      // There may be no further lines; the store may come back.
      schedule(BATCH_MS * Math.min(failures, 10));
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  };
  const schedule = (delayMs: number): void => {
    timer ??= setTimeout(() => void flush(), delayMs).unref();
  };
  const giveUpOldest = (): void => {
    const excess = Math.max(0, buffer.length - MAX_LINES);
    buffer = buffer.slice(excess);
    lost += excess;
  };
  const log = (level: LogLevel, step: LogStep, message: string, facts: LogFacts = {}): void => {
    const timestamp = new Date().toISOString();
    const error = facts.error === undefined ? {} : { error: redact(facts.error) };
    const entry: LogEntry = { timestamp, level, step, message: redact(message), ...facts, ...error };
    try {
      sink?.({ ...entry, run_id: runId });
    } catch {
      failures += 1;
    }
    buffer.push({ ...entry, id: randomUUID() });
    giveUpOldest();
    // While the store fails, its own timer decides when to retry.
    if (buffer.length === BATCH_LINES) void flush();
    else schedule(BATCH_MS);
  };
  return {
    info: (step, message, facts) => log('INFO', step, message, facts),
    warn: (step, message, facts) => log('WARN', step, message, facts),
    error: (step, message, facts) => log('ERROR', step, message, facts),
    flush,
    get lost() {
      return lost;
    },
    get failures() {
      return failures;
    },
  };
};
