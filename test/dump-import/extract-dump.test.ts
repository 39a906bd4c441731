import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { ZipSettings } from '../../src/contracts/dump-import/settings.js';
import { extractDump } from '../../src/dump-import/fetch/extract-dump.js';
import type { ExtractRequest } from '../../src/dump-import/fetch/extract-dump.js';
import { craftZip } from '../support/craft-zip.js';
import { packZip } from '../support/pack-zip.js';
import type { PackZipOptions } from '../support/pack-zip.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder('extract');
afterAll(() => removeTemporaryFolder(folder));

const PASSWORD = 'geheim-Canary-2';
const DUMP = Buffer.from(
  Array.from(
    { length: 80_000 },
    (_, i) => `INSERT INTO t VALUES (${i},'${(i * 2_654_435_761) % 4_294_967_296}');`,
  ).join('\n'),
);
const ZIP: ZipSettings = {
  password: PASSWORD,
  passwords: {},
  extractTimeoutMs: 60_000,
  limits: { maxEntries: 1_000, maxBytes: 1e15, maxRatio: 200 },
};

let made = 0;

/** A work folder as a download leaves it. */
const withArchive = (archive: string | Buffer): { directory: string; archiveFile: string } => {
  const directory = join(folder, `work-${made++}`);
  mkdirSync(directory, { mode: 0o700 });
  const archiveFile = join(directory, 'archive.zip');
  if (typeof archive === 'string') copyFileSync(archive, archiveFile);
  else writeFileSync(archiveFile, archive);
  return { directory, archiveFile };
};

const pack = async (files: PackZipOptions['files'], options: Partial<PackZipOptions> = {}) =>
  withArchive(await packZip(folder, { files, password: PASSWORD, ...options }));

type Place = Pick<ExtractRequest, 'directory' | 'archiveFile'>;

const extract = (place: Place, change: Partial<ExtractRequest> = {}) =>
  extractDump({
    ...place,
    label: 'mvdsb_20250806.zip',
    database: 'mvdsb',
    zip: ZIP,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...change,
  });

/** The error's code and message; the folder must hold the archive alone afterwards. */
const refused = async (
  place: Place,
  change: Partial<ExtractRequest> = {},
): Promise<{ code: string; message: string }> => {
  const error: unknown = await extract(place, change).then(
    () => new Error('it was extracted'),
    (reason: unknown) => reason,
  );
  expect(readdirSync(place.directory)).toEqual(['archive.zip']);
  const { code = 'none', message } = error as Error & { code?: string };
  expect(message).not.toContain(PASSWORD);
  return { code, message };
};

describe('extracting a dump', () => {
  it.each(['ZipCrypto', 'AES256'] as const)('writes the one dump for this user alone, %s', async (encryption) => {
    const place = await pack({ 'mvdsb_dump.sql': DUMP }, { encryption });
    const shown: number[] = [];
    const result = await extract(place, { onProgress: (done, total) => shown.push(done, total) });
    expect(result).toEqual({
      file: join(place.directory, 'dump.sql'),
      entry: 'mvdsb_dump.sql',
      bytes: DUMP.length,
      notes: [],
    });
    expect(readFileSync(result.file).equals(DUMP)).toBe(true);
    expect(statSync(result.file).mode & 0o777).toBe(0o600);
    expect(readdirSync(place.directory).sort()).toEqual(['archive.zip', 'dump.sql']);
    expect([shown[0], shown.at(-2), shown.at(-1)]).toEqual([0, DUMP.length, DUMP.length]);
    const done = shown.filter((_, index) => index % 2 === 0);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  });

  it('starts over after what an earlier try left', async () => {
    const place = await pack({ 'a.sql': DUMP });
    writeFileSync(join(place.directory, 'dump.sql'), 'old');
    writeFileSync(join(place.directory, 'dump.sql.part'), 'half');
    await extract(place);
    expect(readFileSync(join(place.directory, 'dump.sql')).equals(DUMP)).toBe(true);
  });

  it('finds the dump below a folder, in any case, beside what packers leave', async () => {
    const place = await pack({
      'export/Ümläut.SQL': DUMP,
      'readme.txt': 'x',
      '__MACOSX/export/._Ümläut.SQL': 'x',
      'export/._b.sql': 'x',
      '.hidden.sql': 'x',
      'c.sql/inner.txt': 'x',
    });
    expect(await extract(place)).toMatchObject({ entry: 'export/Ümläut.SQL', bytes: DUMP.length });
  });

  it('never uses an entry name as a path', async () => {
    const packed = Buffer.from('SELECT 1;\n');
    const place = withArchive(craftZip([{ name: '../../escaped.sql', packed, crc: crc32(packed) }]));
    const { file } = await extract(place);
    expect(file).toBe(join(place.directory, 'dump.sql'));
    expect(readdirSync(folder)).not.toContain('escaped.sql');
  });

  it('takes the password of the database before the common one', async () => {
    const place = await pack({ 'a.sql': DUMP }, { password: 'own' });
    expect((await refused(place)).code).toBe('ARCHIVE_WRONG_PASSWORD');
    expect(await extract(place, { zip: { ...ZIP, passwords: { mvdsb: 'own' } } })).toMatchObject({ entry: 'a.sql' });
    expect(await extract(await pack({ 'a.sql': DUMP }), { database: 'toString' })).toMatchObject({ entry: 'a.sql' });
  });
});

describe('an archive that cannot be extracted leaves no file', () => {
  it('holds no dump: the error names what it holds', async () => {
    const files = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`part-${i}.txt`, 'x']));
    expect(await refused(await pack(files))).toEqual({
      code: 'ARCHIVE_WITHOUT_DUMP',
      message: expect.stringMatching(/"mvdsb_20250806\.zip": it holds "part-0\.txt", .* and 2 more and no dump$/),
    });
    expect(await refused(withArchive(craftZip([])))).toMatchObject({ code: 'ARCHIVE_WITHOUT_DUMP' });
    const link = craftZip([{ name: 'link.sql', packed: Buffer.from('/etc/passwd'), mode: 0o120777 }]);
    expect(await refused(withArchive(link))).toMatchObject({ code: 'ARCHIVE_WITHOUT_DUMP' });
  });

  it('holds two dumps: none is chosen', async () => {
    expect(await refused(await pack({ 'a.sql': DUMP, 'b/c.sql': DUMP }))).toEqual({
      code: 'ARCHIVE_UNSUPPORTED',
      message: expect.stringContaining('it holds 2 dumps ("a.sql", "b/c.sql")'),
    });
  });

  it.each(['ZipCrypto', 'AES256'] as const)('has another password, is cut off or damaged, %s', async (encryption) => {
    const place = await pack({ 'a.sql': DUMP }, { encryption });
    const { password: _, ...none } = ZIP;
    expect((await refused(place, { zip: none })).code).toBe('ARCHIVE_WRONG_PASSWORD');
    expect((await refused(place, { zip: { ...ZIP, password: 'falsch' } })).code).toBe('ARCHIVE_WRONG_PASSWORD');
    const whole = readFileSync(place.archiveFile);
    for (const length of [0, 1_000, whole.length - 1]) {
      expect((await refused(withArchive(whole.subarray(0, length)))).code).toBe('ARCHIVE_CORRUPT');
    }
    // Late in the data, so that most of the dump was already written when it shows.
    const flipped = Buffer.from(whole);
    flipped[whole.length - 400]! ^= 4;
    expect((await refused(withArchive(flipped))).code).toBe('ARCHIVE_CORRUPT');
  });

  it('unpacks to more than the disk or the limits hold', async () => {
    const terabytes = Buffer.alloc(12);
    terabytes.writeUInt32LE(0x00080001, 0);
    terabytes.writeBigUInt64LE(500n * 10n ** 12n, 4);
    const huge = craftZip([{ name: 'a.sql', packed: Buffer.from('x'), method: 8, size: 0xffffffff, extra: terabytes }]);
    expect(await refused(withArchive(huge))).toEqual({
      code: 'DISK_TOO_SMALL',
      message: expect.stringMatching(/it needs 5\d{14} bytes and \d+ are free/),
    });
    const bomb = await pack({ 'a.sql': Buffer.alloc(20_000_000) });
    expect((await refused(bomb)).code).toBe('ARCHIVE_LIMIT_EXCEEDED');
  });

  it('is cut off by a cancel, with its reason', async () => {
    const place = await pack({ 'a.sql': DUMP });
    const controller = new AbortController();
    const reason = new Error('cancelled by a person');
    const onProgress = (done: number) => {
      if (done > 0) controller.abort(reason);
    };
    expect(await refused(place, { signal: controller.signal, onProgress })).toEqual({
      code: 'none',
      message: reason.message,
    });
  });

  it('is gone', async () => {
    const place = await pack({ 'a.sql': DUMP });
    const archiveFile = join(place.directory, 'none.zip');
    expect((await refused({ ...place, archiveFile })).code).toBe('WORK_FILE_MISSING');
  });
});
