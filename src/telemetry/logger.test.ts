import { expect, test } from 'vitest';
import type { Logger } from '../contracts/logger.js';
import { createLogger } from './logger.js';

const logged = (secrets: string[], use: (logger: Logger) => void): Record<string, unknown>[] => {
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
  expect(lines[1]).toMatchObject({ password: '[redacted]', err: { message: 'refused', sql: '[redacted]' } });
});

test('leaves out secret values wherever they occur, and stays JSON when a secret looks like a number or a key', () => {
  const lines = logged(['canary"1', '2026', 'level'], (logger) => {
    logger.error({ err: new Error('cannot log in with canary"1'), port: 2026 }, 'tried canary"1 at level 2026');
  });
  expect(JSON.stringify(lines)).not.toContain('canary');
  expect(lines[0]).toMatchObject({ level: 'error', port: 2026, msg: 'tried [redacted] at [redacted] [redacted]' });
});
