import pino from 'pino';
import { visible } from '../contracts/visible.js';
import { describeError } from './describe-error.js';
import { createRedactor, REDACTED, redactDeep } from './redact.js';
import type { Redactor } from './redact.js';

export interface LoggerOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Values that must not appear in any line. */
  readonly secrets: readonly string[];
  /** Where the lines go. @default standard error */
  readonly destination?: { write(line: string): void };
}

/** Fields removed by name, whatever the value: secrets, and driver errors' statements, which may hold rows. */
const PATHS = ['password', 'privateKey', 'passphrase', 'apiKey', 'authorization', 'sql', 'sqlMessage'];

/**
 * Creates the program's own log: one JSON object per line, written before the call returns. Secrets are removed twice:
 * by the names of their fields, and by their values wherever these occur.
 */
export const createLogger = ({ level, secrets, destination }: LoggerOptions): pino.Logger => {
  const target = destination ?? pino.destination({ fd: 2, sync: true });
  const redact = createRedactor(secrets);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error: unknown) => describeError(error), error: (error: unknown) => describeError(error) },
      redact: {
        paths: [...PATHS, ...PATHS.map((name) => `*.${name}`), ...PATHS.map((name) => `*.*.${name}`)],
        censor: REDACTED,
      },
    },
    // What a server or a file says may turn or steer whatever shows the line; escaped, it is the same JSON.
    { write: (line) => target.write(visible(redactLine(line, redact))) },
  );
};

/** Changes only texts, so that a line stays JSON whatever the secret is; most lines hold none and stay unchanged. */
const redactLine = (line: string, redact: Redactor): string => {
  if (redact(line) === line) return line;
  const { level, time, ...fields } = JSON.parse(line) as Record<string, unknown>;
  return `${JSON.stringify({ level, time, ...(redactDeep(fields, redact) as object) })}\n`;
};
