import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { isStevedoreError } from '../../src/contracts/errors.js';
import { extractDump } from '../../src/dump-import/fetch/extract-dump.js';
import type { RawEntry, RawZip } from './raw-zip.js';
import { rawZip } from './raw-zip.js';
import { removeTemporaryFolder, temporaryFolder } from './temporary-folder.js';

const MAX_BYTES = 30_000_000;

/** The dump that every archive of these tests has in it, and its deflated bytes. */
export const CONTENT = Buffer.from(
  Array.from({ length: 3_000 }, (_, i) => `INSERT INTO t VALUES (${i},'row ${(i * 7_919) % 10_007}');\n`).join(''),
);
export const PACKED = deflateRawSync(CONTENT);

/** The entry of the dump, deflated or stored, with one thing changed. */
export const deflated = (change: RawEntry = {}): RawEntry => ({ content: CONTENT, method: 8, ...change });
export const stored = (change: RawEntry = {}): RawEntry => ({ content: CONTENT, ...change });
export const named = (name: string | Buffer): RawEntry => ({ name: Buffer.from(name) });

/** An archive of the dump alone. */
export const zip = (change: RawEntry = {}, rest: Omit<RawZip, 'entries'> = {}): Buffer =>
  rawZip({ entries: [deflated(change)], ...rest });

/**
 * What comes of an archive: the dump's bytes, or the code; and how long it took. Nothing but the dump may be left, and
 * nowhere else.
 */
export const unpackRaw = async (bytes: Buffer, password?: string): Promise<{ outcome: string; ms: number }> => {
  const site = temporaryFolder('unpack');
  const directory = join(site, 'inner', 'work');
  mkdirSync(directory, { recursive: true });
  const archiveFile = join(site, 'a.zip');
  writeFileSync(archiveFile, bytes);
  const limits = { maxEntries: 1_000, maxBytes: MAX_BYTES, maxRatio: 200 };
  const zipSettings = { passwords: {}, extractTimeoutMs: 10_000, limits, ...(password !== undefined && { password }) };
  const started = performance.now();
  let most = 0;
  const outcome = await extractDump({
    archiveFile,
    label: 'a.zip',
    directory,
    database: 'shop',
    zip: zipSettings,
    signal: new AbortController().signal,
    onProgress: (done) => void (most = Math.max(most, done)),
  }).then(
    ({ file }) => (readFileSync(file).equals(CONTENT) ? 'read' : 'read wrongly'),
    (error: unknown) => (isStevedoreError(error) ? error.code : `not ours: ${String(error)}`),
  );
  const left = readdirSync(site, { recursive: true }).map(String).sort();
  expect(left).toEqual([
    'a.zip',
    'inner',
    join('inner', 'work'),
    ...(outcome.startsWith('read') ? [join('inner', 'work', 'dump.sql')] : []),
  ]);
  expect(most).toBeLessThanOrEqual(MAX_BYTES);
  const ms = performance.now() - started;
  removeTemporaryFolder(site);
  return { outcome, ms };
};

/** Every one is read right or refused, and within two seconds. */
export const expectOutcomes = (cases: Readonly<Record<string, readonly [Buffer, string]>>, password?: string): void => {
  it.each(Object.entries(cases))('%s', async (_name, [bytes, expected]) => {
    const { outcome, ms } = await unpackRaw(bytes, password);
    expect(outcome).toBe(expected);
    expect(ms).toBeLessThan(2_000);
  });
};
