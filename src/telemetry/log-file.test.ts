import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LogFileSettings } from '../contracts/settings.js';
import { openLogFile } from './log-file.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stevedore-log-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const settings = (changes: Partial<LogFileSettings> = {}): LogFileSettings => ({
  file: join(folder, 'logs', 'import.log'),
  level: 'info',
  maxSizeBytes: 1_000,
  maxBackups: 3,
  maxAgeDays: 30,
  compress: true,
  ...changes,
});
const line = (message: string, level: 'INFO' | 'WARN' = 'INFO') => ({
  timestamp: '2026-01-02T03:04:05Z',
  level,
  step: 'download' as const,
  message,
  file_size: 12,
  run_id: 'r',
});
const files = () => readdirSync(join(folder, 'logs')).toSorted();

test('writes JSON lines from its level on, to a file of its user only, and appends after a restart', async () => {
  for (const message of ['first', 'second']) {
    const log = openLogFile(settings({ level: 'warn' }));
    log.write(line('unseen'));
    log.write(line(message, 'WARN'));
    await log.close();
  }
  const file = join(folder, 'logs', 'import.log');
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines.map((text) => JSON.parse(text) as unknown)).toEqual([line('first', 'WARN'), line('second', 'WARN')]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('rotates by size, compresses, keeps the configured number of old files, and loses no line that they hold', async () => {
  const log = openLogFile(settings());
  for (let index = 0; index < 60; index++) log.write(line(`line ${index}`));
  await log.close();
  const backups = files().filter((name) => name !== 'import.log');
  expect(backups).toHaveLength(3);
  for (const name of backups) expect(name).toMatch(/^import-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}(\.\d+)?\.log\.gz$/);
  const kept = backups.map((name) => gunzipSync(readFileSync(join(folder, 'logs', name))).toString('utf8')).join('');
  const text = kept + readFileSync(join(folder, 'logs', 'import.log'), 'utf8');
  const numbers = text
    .trim()
    .split('\n')
    .map((row) => Number((JSON.parse(row) as { message: string }).message.slice(5)));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: numbers.length }, (_, i) => 60 - numbers.length + i),
  );
});

test('removes old files by age and touches no file of another name', async () => {
  const first = openLogFile(settings({ maxBackups: 0, compress: false }));
  first.write(line('x'));
  await first.close();
  const old = 'import-2020-01-01T00-00-00.000.log';
  for (const name of [old, 'import-notes.log']) writeFileSync(join(folder, 'logs', name), '');
  const second = openLogFile(settings({ maxBackups: 0, compress: false }));
  second.write(line('y'));
  await second.close();
  expect(files()).toEqual(['import-notes.log', 'import.log']);
});

test('a file that cannot be written is reported once and fails nothing', async () => {
  writeFileSync(join(folder, 'blocked'), '');
  const errors: Error[] = [];
  const log = openLogFile(settings({ file: join(folder, 'blocked', 'import.log') }), {
    onError: (error) => errors.push(error),
  });
  log.write(line('a'));
  log.write(line('b'));
  await log.close();
  expect(errors).toHaveLength(1);
});

test('shows what would turn or steer whatever shows a line, in JSON that says the same', async () => {
  const log = openLogFile(settings());
  log.write(line('table "\u202Egpj.x" \u009b31m'));
  await log.close();
  const written = readFileSync(settings().file, 'utf8');
  expect(written).toMatch(/^[\x20-\x7e]+\n$/);
  expect(JSON.parse(written)).toMatchObject({ message: 'table "\u202Egpj.x" \u009b31m' });
});
