import { expect, test } from 'vitest';
import type { DebugLogger } from '../contracts/logger.js';
import { createLogger } from './logger.js';

const logged = (secrets: string[], use: (logger: DebugLogger) => void): Record<string, unknown>[] => {
  const lines: string[] = [];
  use(createLogger({ level: 'info', secrets, destination: { write: (line) => lines.push(line) } }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

test('writes one JSON object a line, from its level on', () => {
  const [first, ...rest] = logged([], (logger) => {
    logger.debug({}, 'unseen');
    logger.info({ rows: 12 }, 'Loaded');
  });
  expect(rest).toEqual([]);
  expect(first).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    rows: 12,
    msg: 'Loaded',
  });
});

test('leaves out secret fields by their names, and the statement of a driver error', () => {
  const error = Object.assign(new Error('refused'), { sql: 'INSERT canary', sqlMessage: 'near canary' });
  const lines = logged([], (logger) => {
    logger.info(
      { mysql: { loader: { password: 'canary' } }, sftp: { privateKey: 'canary', passphrase: 'canary' } },
      'x',
    );
    logger.error({ err: error, password: 'canary' }, 'x');
  });
  expect(JSON.stringify(lines)).not.toContain('canary');
  expect(lines[1]).toMatchObject({ password: '[redacted]', err: { message: 'refused' } });
});

test('carries the code and message of an error and of its causes, under either name', () => {
  const cause = Object.assign(new Error('the disk is full'), { name: 'StevedoreError', code: 'DISK_FULL' });
  const failure = Object.assign(
    new Error('Activity task failed', { cause: Object.assign(new Error('no room'), { type: 'DISK_FULL', cause }) }),
    { name: 'ActivityFailure' },
  );
  const lines = logged([], (logger) => {
    logger.warn({ error: failure }, 'x');
    logger.warn({ err: cause }, 'x');
    logger.warn({ error: 'plain words' }, 'x');
  });
  expect(lines[0]).toMatchObject({
    error: {
      name: 'ActivityFailure',
      message: 'Activity task failed',
      cause: { code: 'DISK_FULL', message: 'no room', cause: { code: 'DISK_FULL', message: 'the disk is full' } },
    },
  });
  expect(lines[1]).toMatchObject({ err: { code: 'DISK_FULL', message: 'the disk is full' } });
  expect(lines[2]).toMatchObject({ error: { message: 'plain words' } });
});

test('leaves out secret values wherever they occur, and stays JSON when a secret looks like a number or a key', () => {
  const lines = logged(['canary"1', '2026', 'level'], (logger) => {
    logger.error({ err: new Error('cannot log in with canary"1'), port: 2026 }, 'tried canary"1 at level 2026');
  });
  expect(JSON.stringify(lines)).not.toContain('canary');
  expect(lines[0]).toMatchObject({ level: 'error', port: 2026, msg: 'tried [redacted] at [redacted] [redacted]' });
});

test('shows what would turn or steer whatever shows a line, in JSON that says the same', () => {
  const said = 'unknown table "\u202Egpj.x\u2066" \u009b31m \u001b[2J end';
  const lines: string[] = [];
  createLogger({ level: 'info', secrets: [], destination: { write: (line) => lines.push(line) } }).warn(
    { err: new Error(said) },
    said,
  );
  expect(lines.join('')).toMatch(/^[\x20-\x7e]+\n$/);
  expect(lines[0]).toContain('\\u202egpj.x\\u2066');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: said, err: { message: said } });
});
