import { randomBytes } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { CRAFTED_TIME, craftZip } from '../support/craft-zip.js';
import type { CraftedEntry } from '../support/craft-zip.js';
import { encryptZipAes } from '../support/encrypt-zip-aes.js';
import { encryptZipCrypto } from '../support/encrypt-zip-crypto.js';
import { openZipFile } from '../support/open-zip-file.js';
import { packZip } from '../support/pack-zip.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { codeOf, unpackZip, ZIP_LIMITS, zipFileOf, ZIPPED_TEXT } from '../support/unpack-zip.js';

const folder = temporaryFolder('zip');
afterAll(() => removeTemporaryFolder(folder));

const PASSWORD = 'geheim-Canary-1';

describe('what a directory can declare', () => {
  const deflated = (data: Buffer, lies: Partial<CraftedEntry> = {}): CraftedEntry => ({
    name: 'dump.sql',
    packed: deflateRawSync(data),
    method: 8,
    crc: crc32(data),
    size: data.length,
    ...lies,
  });

  it('a name in UTF-8, a name with control characters, a folder, a link', async () => {
    const file = zipFileOf(
      craftZip([
        { name: 'Ordner/', packed: Buffer.alloc(0) },
        { name: 'Ordner/Übersicht 日本.sql', packed: Buffer.from('x') },
        { name: '../\u0007\u202Elqs.exe', packed: Buffer.from('y') },
        { name: 'link.sql', packed: Buffer.from('/etc/passwd'), mode: 0o120777 },
      ]),
    );
    const archive = await openZipFile(file, { label: 'a.zip', limits: ZIP_LIMITS });
    await archive.close();
    expect(archive.entries.map(({ name, kind }) => [name, kind])).toEqual([
      ['Ordner/', 'directory'],
      ['Ordner/Übersicht 日本.sql', 'file'],
      ['../\ufffd\ufffdlqs.exe', 'file'],
      ['link.sql', 'link'],
    ]);
  });

  it('Zip64 records whose plain record is all 0xFFFF, a comment, and padding after the end', async () => {
    const zip64 = craftZip([deflated(ZIPPED_TEXT)], { zip64: true });
    expect((await unpackZip(zipFileOf(zip64))).equals(ZIPPED_TEXT)).toBe(true);
    const sizes = Buffer.from([1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    sizes.writeUInt32LE(ZIPPED_TEXT.length, 4);
    const large = craftZip([deflated(ZIPPED_TEXT, { size: 0xffffffff, extra: sizes })], { zip64: true });
    expect((await unpackZip(zipFileOf(large))).equals(ZIPPED_TEXT)).toBe(true);
    const padded = Buffer.concat([craftZip([deflated(ZIPPED_TEXT)], { comment: 'nightly' }), Buffer.alloc(10_240)]);
    expect((await unpackZip(zipFileOf(padded))).equals(ZIPPED_TEXT)).toBe(true);
    const junk = Buffer.concat([craftZip([deflated(ZIPPED_TEXT)]), Buffer.from('junk')]);
    expect((await unpackZip(zipFileOf(junk))).equals(ZIPPED_TEXT)).toBe(true);
  });

  it('more or fewer bytes than there are, another checksum, fewer entries, shared bytes: damaged', async () => {
    const cases: Record<string, Buffer> = {
      'size too small': craftZip([deflated(ZIPPED_TEXT, { size: ZIPPED_TEXT.length - 1 })]),
      'size too large': craftZip([deflated(ZIPPED_TEXT, { size: ZIPPED_TEXT.length + 1 })]),
      'other checksum': craftZip([deflated(ZIPPED_TEXT, { crc: 1 })]),
      'bytes after the deflated data': craftZip([
        deflated(ZIPPED_TEXT, { packed: Buffer.concat([deflateRawSync(ZIPPED_TEXT), ZIPPED_TEXT]) }),
      ]),
      'deflated data cut off': craftZip([
        deflated(ZIPPED_TEXT, { packed: deflateRawSync(ZIPPED_TEXT).subarray(0, -5) }),
      ]),
      'fewer entries': craftZip([deflated(ZIPPED_TEXT), deflated(ZIPPED_TEXT, { name: 'b.sql' })], { count: 1 }),
      'more entries': craftZip([deflated(ZIPPED_TEXT)], { count: 2 }),
      'no entries': craftZip([deflated(ZIPPED_TEXT)], { count: 0 }),
      overlap: craftZip([deflated(ZIPPED_TEXT), deflated(ZIPPED_TEXT, { name: 'b.sql', offset: 0 })]),
      'header elsewhere': craftZip([deflated(ZIPPED_TEXT, { offset: 3 })]),
    };
    for (const [name, bytes] of Object.entries(cases)) {
      expect([name, await codeOf(unpackZip(zipFileOf(bytes)))]).toEqual([name, 'ARCHIVE_CORRUPT']);
    }
  });

  it('a method or an encryption that we cannot read: unsupported, with its name', async () => {
    const deflate64 = await packZip(folder, { files: { 'dump.sql': ZIPPED_TEXT }, compression: 'Deflate64' });
    await expect(unpackZip(deflate64)).rejects.toMatchObject({
      code: 'ARCHIVE_UNSUPPORTED',
      message: expect.stringContaining('Deflate64'),
    });
    const strong = craftZip([deflated(ZIPPED_TEXT, { flags: 0x41 })]);
    expect(await codeOf(unpackZip(zipFileOf(strong), { password: PASSWORD }))).toBe('ARCHIVE_UNSUPPORTED');
  });
});

describe('limits', () => {
  const zeros = Buffer.alloc(30_000_000);

  it('end a bomb by its ratio, by its bytes and by its number of entries', async () => {
    const bomb = await packZip(folder, { files: { 'dump.sql': zeros } });
    expect(await codeOf(unpackZip(bomb))).toBe('ARCHIVE_LIMIT_EXCEEDED');
    expect(await codeOf(unpackZip(bomb, { limits: { maxRatio: 2_000, maxBytes: 20_000_000 } }))).toBe(
      'ARCHIVE_LIMIT_EXCEEDED',
    );
    expect(await codeOf(unpackZip(bomb, { limits: { maxEntries: 0 } }))).toBe('ARCHIVE_LIMIT_EXCEEDED');
    expect(await codeOf(unpackZip(bomb, { limits: { maxRatio: 2_000 } }))).toBe('no error');
  });

  it('count what comes out, not what is declared, over all reads together', async () => {
    const liar = { name: 'dump.sql', packed: deflateRawSync(zeros), method: 8, crc: crc32(zeros), size: 1_000 };
    expect(await codeOf(unpackZip(zipFileOf(craftZip([liar])), { limits: { maxBytes: 1_000_000 } }))).toBe(
      'ARCHIVE_LIMIT_EXCEEDED',
    );
    expect(await codeOf(unpackZip(zipFileOf(craftZip([liar]))))).toBe('ARCHIVE_CORRUPT');
    const archive = await openZipFile(zipFileOf(craftZip([{ name: 'a.sql', packed: randomBytes(600) }])), {
      label: 'a.zip',
      limits: { ...ZIP_LIMITS, maxBytes: 1_000 },
    });
    const read = async () => {
      for await (const _ of archive.read(archive.entries[0]!)) continue;
    };
    expect([await codeOf(read()), await codeOf(read())]).toEqual(['no error', 'ARCHIVE_LIMIT_EXCEEDED']);
    await archive.close();
  });

  it('do not look at the ratio of a small file', async () => {
    const small = await packZip(folder, { files: { 'dump.sql': Buffer.alloc(5_000_000) } });
    expect((await unpackZip(small)).length).toBe(5_000_000);
  });
});

describe('what other packers write', () => {
  const data = ZIPPED_TEXT.subarray(0, 200_001);
  const deflatedData = deflateRawSync(data);
  const common = { name: 'd.sql', method: 8, size: data.length, crc: crc32(data), flags: 1 };
  const password = { password: PASSWORD };

  it('ZipCrypto whose check byte is of the time, because the sizes follow the data', async () => {
    const plain = Buffer.concat([Buffer.alloc(11), Buffer.from([CRAFTED_TIME >>> 8]), deflatedData]);
    const packed = encryptZipCrypto(Buffer.from(PASSWORD), plain);
    const file = zipFileOf(craftZip([{ ...common, packed, flags: 1 | 8 }]));
    expect((await unpackZip(file, password)).equals(data)).toBe(true);
    expect(await codeOf(unpackZip(file, { password: 'x' }))).toBe('ARCHIVE_WRONG_PASSWORD');
  });

  it.each([1, 2] as const)('AE-%d, whose checksum counts in the first version only', async (version) => {
    for (const method of [0, 8] as const) {
      const aes = encryptZipAes(Buffer.from(PASSWORD), method === 8 ? deflatedData : data, version, method);
      const entry = { ...common, ...aes, method: 99 };
      expect((await unpackZip(zipFileOf(craftZip([entry])), password)).equals(data)).toBe(true);
      const otherChecksum = zipFileOf(craftZip([{ ...entry, crc: 0 }]));
      expect(await codeOf(unpackZip(otherChecksum, password))).toBe(version === 1 ? 'ARCHIVE_CORRUPT' : 'no error');
    }
  });

  it('nothing that follows the end of the deflated data, authenticated or not', async () => {
    const aes = encryptZipAes(Buffer.from(PASSWORD), Buffer.concat([deflatedData, data]), 2, 8);
    expect(await codeOf(unpackZip(zipFileOf(craftZip([{ ...common, ...aes, method: 99 }])), password))).toBe(
      'ARCHIVE_CORRUPT',
    );
  });

  it('an AES entry whose authentication code or extra field is damaged: damaged', async () => {
    const aes = encryptZipAes(Buffer.from(PASSWORD), deflatedData, 2, 8);
    const packed = Buffer.from(aes.packed);
    packed[packed.length - 1]! ^= 1;
    expect(await codeOf(unpackZip(zipFileOf(craftZip([{ ...common, ...aes, packed, method: 99 }])), password))).toBe(
      'ARCHIVE_CORRUPT',
    );
    expect(await codeOf(unpackZip(zipFileOf(craftZip([{ ...common, packed, method: 99 }])), password))).toBe(
      'ARCHIVE_CORRUPT',
    );
  });
});
