import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { extractDump } from '../../src/dump-import/fetch/extract-dump.js';
import type { ExtractedDump } from '../../src/dump-import/fetch/extract-dump.js';
import { runProgram } from '../support/child-process.js';
import { craftZip } from '../support/craft-zip.js';
import { findProgram } from '../support/find-program.js';
import { packZip } from '../support/pack-zip.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder('archive-kinds');
afterAll(() => removeTemporaryFolder(folder));

const rows = Array.from(
  { length: 120_000 },
  (_, i) => `INSERT INTO t VALUES (${i},'${(i * 2_654_435_761) % 4_294_967_296}');`,
).join('\n');
const DUMP = Buffer.from(
  `-- MySQL dump 10.13  Distrib 8.0.36\n--\n\n/*!40101 SET NAMES utf8mb4 */;\n${rows}\n-- Dump completed on 2026-01-01\n`,
);
const limits = { maxEntries: 1_000, maxBytes: 1e12, maxRatio: 200 };

let made = 0;
interface Unpacked extends ExtractedDump {
  readonly directory: string;
  readonly content: Buffer;
  readonly shown: readonly (readonly [number, number])[];
}

/** Unpacks a file of that name, as a download leaves it. */
const unpack = async (
  label: string,
  archive: Buffer | string,
  change: { password?: string; maxBytes?: number } = {},
): Promise<Unpacked> => {
  const directory = join(folder, `work-${made++}`);
  mkdirSync(directory, { mode: 0o700 });
  const archiveFile = join(directory, 'archive');
  if (typeof archive === 'string') copyFileSync(archive, archiveFile);
  else writeFileSync(archiveFile, archive, { mode: 0o600 });
  const { password, maxBytes = limits.maxBytes } = change;
  const shown: (readonly [number, number])[] = [];
  const dump = await extractDump({
    archiveFile,
    label,
    directory,
    database: 'shop',
    zip: {
      passwords: {},
      extractTimeoutMs: 60_000,
      limits: { ...limits, maxBytes },
      ...(password !== undefined && { password }),
    },
    signal: new AbortController().signal,
    onProgress: (done, total) => shown.push([done, total]),
  }).catch((error: unknown) => {
    expect(readdirSync(directory)).toEqual(['archive']);
    throw error;
  });
  return { ...dump, directory, content: readFileSync(dump.file), shown };
};

/** How it is refused: the code and the message. */
const refused = async (...args: Parameters<typeof unpack>): Promise<string> =>
  unpack(...args).then(
    () => 'it was unpacked',
    (error: unknown) => `${(error as { code?: string }).code ?? 'none'} ${(error as Error).message}`,
  );

const fileOf = (name: string, bytes: Buffer | string): string => {
  const directory = join(folder, `made-${made++}`);
  mkdirSync(directory);
  writeFileSync(join(directory, name), bytes);
  return join(directory, name);
};

describe('a dump packed by gzip', () => {
  it.each([
    ['gzip', ['-6']],
    ['gzip', ['-1', '-n']],
  ] as const)('is unpacked as %s %j wrote it', async (program, options) => {
    const file = fileOf('shop.sql', DUMP);
    await runProgram(findProgram(program), [...options, file]);
    const { entry, bytes, content, notes, shown, directory } = await unpack('shop_20260101.sql.gz', `${file}.gz`);
    expect({ entry, bytes, notes }).toEqual({ entry: 'shop_20260101.sql', bytes: DUMP.length, notes: [] });
    expect(content.equals(DUMP)).toBe(true);
    const packed = statSync(`${file}.gz`).size;
    expect(shown.at(-1)).toEqual([packed, packed]);
    expect(readdirSync(directory).sort()).toEqual(['archive', 'dump.sql']);
    expect(statSync(join(directory, 'dump.sql')).mode & 0o777).toBe(0o600);
  });

  it('may have several members, empty ones and trailing zeros, wherever they are cut', async () => {
    const parts = [DUMP.subarray(0, 1), DUMP.subarray(1, 1_048_577), Buffer.alloc(0), DUMP.subarray(1_048_577)];
    const packed = Buffer.concat([...parts.map((part) => gzipSync(part)), Buffer.alloc(512)]);
    expect((await unpack('shop.sql.gz', packed)).content.equals(DUMP)).toBe(true);
    // A member that ends where a block that is read ends.
    const first = gzipSync(DUMP.subarray(0, 500));
    const padded = Buffer.concat([
      first.subarray(0, 3),
      Buffer.from([8]),
      first.subarray(4, 10),
      Buffer.alloc(1_048_576 - first.length - 1, 'n'),
      Buffer.from([0]),
      first.subarray(10),
    ]);
    expect(padded.length).toBe(1_048_576);
    expect(
      (await unpack('shop.sql.gz', Buffer.concat([padded, gzipSync(DUMP.subarray(500))]))).content.equals(DUMP),
    ).toBe(true);
  });

  it('is refused if it is cut off, damaged, followed by other bytes, or unpacks to too much', async () => {
    const whole = gzipSync(DUMP);
    for (const length of [10, 18, 5_000, whole.length - 8, whole.length - 1]) {
      expect(await refused('shop.sql.gz', whole.subarray(0, length))).toMatch(/^ARCHIVE_CORRUPT .*damaged or cut off/);
    }
    for (const at of [whole.length - 1, whole.length - 6, whole.length >> 1]) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 1;
      expect(await refused('shop.sql.gz', changed)).toMatch(/^ARCHIVE_CORRUPT /);
    }
    expect(await refused('shop.sql.gz', Buffer.concat([whole, Buffer.from('junk')]))).toMatch(/^ARCHIVE_CORRUPT /);
    expect(await refused('shop.sql.gz', gzipSync(Buffer.alloc(20_000_000, 'a')))).toMatch(
      /^ARCHIVE_LIMIT_EXCEEDED .*max_ratio/,
    );
    expect(await refused('shop.sql.gz', whole, { maxBytes: 100_000 })).toMatch(/^ARCHIVE_LIMIT_EXCEEDED .*max_bytes/);
    expect(await refused('shop.tar.gz', gzipSync(tarOf('shop.sql', DUMP)))).toMatch(
      /^ARCHIVE_UNSUPPORTED .*a tar archive is inside/,
    );
    expect(await refused('shop.sql.gz', gzipSync(whole))).toMatch(/^ARCHIVE_UNSUPPORTED .*a gzip file is inside/);
    expect(await refused('shop.sql.gz', Buffer.alloc(0))).toMatch(/^ARCHIVE_CORRUPT /);
  });

  it('checks the disk for the size that it states, before anything is written', async () => {
    const whole = gzipSync(DUMP);
    const told = Buffer.from(whole);
    expect((await unpack('shop.sql.gz', whole)).shown[0]).toEqual([0, DUMP.length]);
    told.writeUInt32LE(0xffff_0000, told.length - 4);
    expect(await refused('shop.sql.gz', told)).toMatch(/^ARCHIVE_CORRUPT /);
  });
});

describe('a dump that is not packed', () => {
  it('takes no second room on the disk', async () => {
    const { entry, bytes, content, directory, notes } = await unpack('shop.sql', DUMP);
    expect({ entry, bytes, notes }).toEqual({ entry: 'shop.sql', bytes: DUMP.length, notes: [] });
    expect(content.equals(DUMP)).toBe(true);
    expect(statSync(join(directory, 'dump.sql')).ino).toBe(statSync(join(directory, 'archive')).ino);
  });

  it('is left to the reader of dumps, whatever it holds', async () => {
    expect((await unpack('shop.sql', Buffer.from('hello'))).content.toString()).toBe('hello');
    expect((await unpack('shop.sql', Buffer.alloc(0))).bytes).toBe(0);
  });
});

describe('what a file is, its bytes decide', () => {
  it('reads gzip, ZIP and plain SQL under the name of another, and says so', async () => {
    const zip = await packZip(folder, { files: { 'a.sql': DUMP } });
    const kinds = { gzip: gzipSync(DUMP), zip: readFileSync(zip), plain: DUMP };
    const notes = [];
    for (const label of ['shop.zip', 'shop.sql.gz', 'shop.sql', 'shop.dump']) {
      for (const bytes of Object.values(kinds)) {
        const dump = await unpack(label, bytes);
        expect(dump.content.equals(DUMP)).toBe(true);
        notes.push(...dump.notes);
      }
    }
    expect(notes).toEqual([
      '"shop.zip" is not a ZIP archive but a gzip file, and is read as that',
      '"shop.zip" is not a ZIP archive but plain SQL, and is read as that',
      '"shop.sql.gz" is not a gzip file but a ZIP archive, and is read as that',
      '"shop.sql.gz" is not a gzip file but plain SQL, and is read as that',
      '"shop.sql" is not plain SQL but a gzip file, and is read as that',
      '"shop.sql" is not plain SQL but a ZIP archive, and is read as that',
    ]);
  });

  it('names what is not read', async () => {
    const seven = join(folder, 'real.7z');
    await runProgram(findProgram('7z', '7zz'), ['a', '-t7z', seven, fileOf('shop.sql', DUMP)]);
    expect(await refused('shop.zip', seven)).toMatch(
      /^ARCHIVE_UNSUPPORTED .*it is a 7z archive; upload the dump as \.zip/,
    );
    expect(await refused('shop.zip', Buffer.from('<!DOCTYPE html><html>Login</html>'))).toMatch(
      /^ARCHIVE_UNSUPPORTED .*an HTML page/,
    );
    expect(await refused('shop.gz', Buffer.from('BZh91AY&SY'))).toMatch(/^ARCHIVE_UNSUPPORTED .*a bzip2 file/);
    expect(await refused('shop.gz', Buffer.from('noise'))).toMatch(/^ARCHIVE_CORRUPT .*it is not a gzip file/);
    expect(await refused('shop.zip', Buffer.from('noise'))).toMatch(/^ARCHIVE_CORRUPT .*no end record/);
    expect(await refused('shop.bak', Buffer.from('noise'))).toMatch(/^ARCHIVE_UNSUPPORTED .*neither/);
  });
});

describe('the dump of a ZIP', () => {
  const stored = (files: Record<string, Buffer>) =>
    craftZip(Object.entries(files).map(([name, packed]) => ({ name, packed })));
  const found = async (files: Record<string, Buffer>) => {
    const { entry, content, notes } = await unpack('shop.zip', stored(files));
    expect(content.equals(DUMP)).toBe(true);
    return { entry, notes };
  };

  it.each(['dump', '-', '', 'backup/portal_full', 'dump.mysql', 'dump.txt', 'shop.sql.bak'])(
    'is found under the name "%s"',
    async (name) => {
      expect(await found({ [name]: DUMP })).toMatchObject({ entry: name });
    },
  );

  it('is found as the program zip names what it is piped', async () => {
    const directory = join(folder, `piped-${made++}`);
    mkdirSync(directory);
    writeFileSync(join(directory, 'in.sql'), DUMP);
    await runProgram('/bin/sh', ['-c', `${findProgram('zip')} -q out.zip - < in.sql`], { cwd: directory });
    const { entry, content } = await unpack('shop.zip', join(directory, 'out.zip'));
    expect([entry, content.equals(DUMP)]).toEqual(['-', true]);
  });

  it.each(['dump.sql.gz', 'dump.gz', 'dump.sql', '-'])('may be packed by gzip once more, as "%s"', async (name) => {
    expect(
      await found({ [name]: gzipSync(DUMP), 'readme.txt': Buffer.from('Use this file to restore the shop.\n') }),
    ).toMatchObject({ entry: name });
  });

  it('is verified within as without', async () => {
    const broken = gzipSync(DUMP);
    broken[broken.length - 6]! ^= 1;
    expect(await refused('shop.zip', stored({ 'dump.sql.gz': broken }))).toMatch(
      /^ARCHIVE_CORRUPT .*\("dump\.sql\.gz"\)/,
    );
    expect(await refused('shop.zip', stored({ 'dump.sql.gz': gzipSync(DUMP).subarray(0, 9_000) }))).toMatch(
      /^ARCHIVE_CORRUPT /,
    );
    const deflated = deflateRawSync(gzipSync(DUMP));
    expect(
      await refused(
        'shop.zip',
        craftZip([{ name: 'dump.gz', packed: deflated, method: 8, size: gzipSync(DUMP).length, crc: 7 }]),
      ),
    ).toMatch(/^ARCHIVE_CORRUPT /);
    expect(await refused('shop.zip', stored({ 'dump.sql': stored({ 'a.sql': DUMP }) }))).toMatch(
      /^ARCHIVE_UNSUPPORTED .*a ZIP archive is inside/,
    );
  });

  it.each(['ZipCrypto', 'AES256'] as const)('is found by its content behind a password too, %s', async (encryption) => {
    const zip = await packZip(folder, { files: { export: DUMP, 'notes.txt': 'x' }, password: 'geheim', encryption });
    expect(await unpack('shop.zip', zip, { password: 'geheim' })).toMatchObject({ entry: 'export' });
    expect(await refused('shop.zip', zip, { password: 'falsch' })).toMatch(/^ARCHIVE_WRONG_PASSWORD /);
    expect(await refused('shop.zip', zip)).toMatch(/^ARCHIVE_WRONG_PASSWORD /);
  });

  it('goes by its name before its content, and an empty .sql beside it does not count', async () => {
    expect(await found({ 'dump.sql': DUMP, 'restore.txt': Buffer.from('CREATE DATABASE shop;\n') })).toEqual({
      entry: 'dump.sql',
      notes: [],
    });
    expect(await found({ 'empty.sql': Buffer.from('-- nothing here\n'), 'dump.sql': DUMP })).toEqual({
      entry: 'dump.sql',
      notes: ['The dump of "shop.zip" was found by its content: "dump.sql", beside "empty.sql", which are not dumps'],
    });
  });

  it('is not guessed', async () => {
    expect(await refused('shop.zip', stored({ a: DUMP, 'b.txt': Buffer.from('use `x`;\n') }))).toMatch(
      /^ARCHIVE_UNSUPPORTED .*2 dumps \("a", "b\.txt"\)/,
    );
    const xml = Buffer.from('<?xml version="1.0"?>\n<mysqldump xmlns:xsi="x">\n');
    expect(
      await refused('shop.zip', stored({ 'dump.xml': xml, readme: Buffer.from('Set up the database as\nCreate it') })),
    ).toMatch(
      /^ARCHIVE_WITHOUT_DUMP .*it holds "dump\.xml" \(an XML export \(mysqldump --xml\)\), "readme" and no dump$/,
    );
    const unreadable = craftZip([{ name: 'dump', packed: Buffer.from('x'), method: 9 }]);
    expect(await refused('shop.zip', unreadable)).toMatch(/^ARCHIVE_UNSUPPORTED .*Deflate64/);
  });

  it('says how many bytes around the archive it skipped', async () => {
    const zip = stored({ 'dump.sql': DUMP });
    expect((await unpack('shop.zip', Buffer.concat([zip, Buffer.from('\r\nEND')]))).notes).toEqual([
      '5 bytes of "shop.zip" are before or after the archive, and were skipped',
    ]);
    expect((await unpack('shop.zip', Buffer.concat([Buffer.from('#!/bin/sh\n'), zip]))).notes).toHaveLength(1);
    expect(crc32(zip)).not.toBe(0);
  });
});

const tarOf = (name: string, content: Buffer): Buffer => {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('ustar\0', 257);
  return Buffer.concat([header, content, Buffer.alloc(1_024)]);
};
