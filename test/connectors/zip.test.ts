import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { craftZip } from '../support/craft-zip.js';
import { encryptZipCrypto } from '../support/encrypt-zip-crypto.js';
import { openZipFile } from '../support/open-zip-file.js';
import { packZip } from '../support/pack-zip.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { codeOf, unpackZip, ZIP_LIMITS, zipFileOf, ZIPPED_TEXT } from '../support/unpack-zip.js';

const folder = temporaryFolder('zip');
afterAll(() => removeTemporaryFolder(folder));

const PASSWORD = 'geheim-Canary-1';

const KINDS = [
  { encryption: undefined, store: false },
  { encryption: undefined, store: true },
  { encryption: 'ZipCrypto', store: false },
  { encryption: 'ZipCrypto', store: true },
  { encryption: 'AES128', store: false },
  { encryption: 'AES192', store: false },
  { encryption: 'AES256', store: false },
  { encryption: 'AES256', store: true },
] as const;

describe.each(KINDS)('an archive of 7-Zip, encryption $encryption, stored $store', ({ encryption, store }) => {
  const secret = encryption === undefined ? {} : { encryption, password: PASSWORD };
  const packed = packZip(folder, { files: { 'dump.sql': ZIPPED_TEXT }, store, ...secret });

  it('yields what was packed', async () => {
    expect((await unpackZip(await packed, { password: PASSWORD })).equals(ZIPPED_TEXT)).toBe(true);
  });

  it('is refused as damaged or as no ZIP wherever it is cut off', async () => {
    const whole = readFileSync(await packed);
    const cuts = [
      0,
      1,
      21,
      22,
      40,
      1_000,
      Math.floor(whole.length / 2),
      whole.length - 100,
      whole.length - 22,
      whole.length - 1,
    ];
    for (const length of cuts) {
      const file = zipFileOf(whole);
      truncateSync(file, length);
      expect([length, await codeOf(unpackZip(file, { password: PASSWORD }))]).toEqual([length, 'ARCHIVE_CORRUPT']);
    }
  });

  it('is refused as damaged where one byte of the data is another', async () => {
    const whole = readFileSync(await packed);
    for (const at of [
      2_000,
      5_003,
      Math.floor(whole.length / 3),
      Math.floor(whole.length / 2) + 7,
      whole.length - 400,
    ]) {
      const flipped = Buffer.from(whole);
      flipped[at]! ^= 0x10;
      expect([at, await codeOf(unpackZip(zipFileOf(flipped), { password: PASSWORD }))]).toEqual([
        at,
        'ARCHIVE_CORRUPT',
      ]);
    }
  });

  if (encryption === undefined) return;

  it('is refused without a password, and with a wrong one before the first byte', async () => {
    expect(await codeOf(unpackZip(await packed))).toBe('ARCHIVE_WRONG_PASSWORD');
    const archive = await openZipFile(await packed, { label: 'a.zip', limits: ZIP_LIMITS });
    // Of a stored entry ZipCrypto has one byte that tells a wrong password; one in 256 passes it.
    let error: unknown;
    for (const password of ['falsch', 'falsch 2', 'falsch 3']) {
      error = await archive
        .read(archive.entries[0]!, { password })
        [Symbol.asyncIterator]()
        .next()
        .catch((reason: unknown) => reason);
      if (error instanceof Error) break;
    }
    await archive.close();
    expect(error).toMatchObject({ code: 'ARCHIVE_WRONG_PASSWORD', details: { file: 'a.zip', entry: 'dump.sql' } });
    expect(String(error)).not.toContain('falsch');
  });
});

const readWhole = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
  for await (const piece of pieces) void piece;
};

describe('a wrong password of ZipCrypto that passes the one-byte check', () => {
  it('is still recognized as wrong for a deflated entry, a thousand times', async () => {
    const packed = await packZip(folder, { files: { 'dump.sql': ZIPPED_TEXT }, password: PASSWORD });
    const archive = await openZipFile(packed, { label: 'a.zip', limits: ZIP_LIMITS });
    const codes = new Set<string>();
    for (let i = 0; i < 1_000; i++) {
      codes.add(await codeOf(readWhole(archive.read(archive.entries[0]!, { password: `wrong ${i}` }))));
    }
    await archive.close();
    // The rare one whose first bytes inflate is found by the checksum, as damage.
    codes.delete('ARCHIVE_CORRUPT');
    expect([...codes]).toEqual(['ARCHIVE_WRONG_PASSWORD']);
  });

  it('fails at the checksum for a stored entry, which names both causes', async () => {
    const packed = await packZip(folder, { files: { 'dump.sql': 'SELECT 1;' }, password: PASSWORD, store: true });
    const codes = new Set<string>();
    for (let i = 0; i < 2_000; i++) codes.add(await codeOf(unpackZip(packed, { password: `wrong ${i}` })));
    expect([...codes].sort()).toEqual(['ARCHIVE_CORRUPT', 'ARCHIVE_WRONG_PASSWORD']);
  });
});

describe('passwords outside of ASCII', () => {
  it('are tried in the character sets of Unix and Windows', async () => {
    for (const bytes of [
      Buffer.from('schlüssel'),
      Buffer.from('schlüssel', 'latin1'),
      Buffer.from('schl\x81ssel', 'latin1'),
    ]) {
      const plain = Buffer.concat([
        Buffer.alloc(11),
        Buffer.from([crc32(ZIPPED_TEXT) >>> 24]),
        deflateRawSync(ZIPPED_TEXT),
      ]);
      const packed = encryptZipCrypto(bytes, plain);
      const file = zipFileOf(
        craftZip([{ name: 'd.sql', packed, method: 8, flags: 1, crc: crc32(ZIPPED_TEXT), size: ZIPPED_TEXT.length }]),
      );
      expect((await unpackZip(file, { password: 'schlüssel' })).equals(ZIPPED_TEXT)).toBe(true);
    }
  });
});

describe('the reader', () => {
  it('stops at once when it is cut off, with the reason of the signal', async () => {
    const packed = await packZip(folder, {
      files: { 'dump.sql': ZIPPED_TEXT },
      password: PASSWORD,
      encryption: 'AES256',
    });
    const controller = new AbortController();
    const archive = await openZipFile(packed, { label: 'a.zip', limits: ZIP_LIMITS });
    const reason = new Error('enough');
    const reading = (async () => {
      for await (const _ of archive.read(archive.entries[0]!, { password: PASSWORD, signal: controller.signal })) {
        controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    await archive.close();
    await archive.close();
  });

  it('may be left in the middle', async () => {
    const packed = await packZip(folder, { files: { 'dump.sql': ZIPPED_TEXT } });
    const archive = await openZipFile(packed, { label: 'a.zip', limits: ZIP_LIMITS });
    for await (const piece of archive.read(archive.entries[0]!)) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    await archive.close();
  });

  it('distinguishes a missing file from a damaged one', async () => {
    expect(await codeOf(unpackZip(join(folder, 'none.zip')))).toBe('WORK_FILE_MISSING');
    expect(await codeOf(unpackZip(zipFileOf(randomBytes(5_000))))).toBe('ARCHIVE_CORRUPT');
  });
});
