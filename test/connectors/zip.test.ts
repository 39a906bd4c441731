import { randomBytes } from 'node:crypto';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openZipFile } from '../support/open-zip-file.js';
import type { ZipLimits } from '../../src/connectors/zip/zip-archive.js';
import { isStevedoreError } from '../../src/contracts/errors.js';
import { CRAFTED_TIME, craftZip } from '../support/craft-zip.js';
import type { CraftedEntry } from '../support/craft-zip.js';
import { encryptZipAes } from '../support/encrypt-zip-aes.js';
import { encryptZipCrypto } from '../support/encrypt-zip-crypto.js';
import { packZip } from '../support/pack-zip.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder('zip');
afterAll(() => removeTemporaryFolder(folder));

const LIMITS: ZipLimits = { maxEntries: 1_000, maxBytes: 1e12, maxRatio: 200 };
const PASSWORD = 'geheim-Canary-1';

/** Text that deflates to about a third, several blocks of 1 MiB long. */
const DUMP = Buffer.from(
  Array.from({ length: 60_000 }, (_, i) => `(${i},'row ${(i * 2_654_435_761) % 4_294_967_296}','ä\\'ö'),`).join('\n'),
);

const unpack = async (
  file: string,
  options: { password?: string; name?: string; limits?: Partial<ZipLimits>; signal?: AbortSignal } = {},
): Promise<Buffer> => {
  const archive = await openZipFile(file, { label: 'a.zip', limits: { ...LIMITS, ...options.limits } });
  try {
    const entry = archive.entries.find(({ kind, name }) => kind === 'file' && name === (options.name ?? name));
    if (entry === undefined) throw new Error('no such entry');
    const pieces: Buffer[] = [];
    const { password, signal } = options;
    const read = { ...(password === undefined ? {} : { password }), ...(signal === undefined ? {} : { signal }) };
    for await (const piece of archive.read(entry, read)) pieces.push(piece);
    return Buffer.concat(pieces);
  } finally {
    await archive.close();
  }
};

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (isStevedoreError(error) ? error.code : `not ours: ${String(error)}`),
  );

let written = 0;
const fileOf = (bytes: Buffer): string => {
  const file = join(folder, `crafted-${written++}.zip`);
  writeFileSync(file, bytes);
  return file;
};

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
  const packed = packZip(folder, { files: { 'dump.sql': DUMP }, store, ...secret });

  it('yields what was packed', async () => {
    expect((await unpack(await packed, { password: PASSWORD })).equals(DUMP)).toBe(true);
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
      const file = fileOf(whole);
      truncateSync(file, length);
      expect([length, await codeOf(unpack(file, { password: PASSWORD }))]).toEqual([length, 'ARCHIVE_CORRUPT']);
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
      expect([at, await codeOf(unpack(fileOf(flipped), { password: PASSWORD }))]).toEqual([at, 'ARCHIVE_CORRUPT']);
    }
  });

  if (encryption === undefined) return;

  it('is refused without a password, and with a wrong one before the first byte', async () => {
    expect(await codeOf(unpack(await packed))).toBe('ARCHIVE_WRONG_PASSWORD');
    const archive = await openZipFile(await packed, { label: 'a.zip', limits: LIMITS });
    const error: unknown = await archive
      .read(archive.entries[0]!, { password: 'falsch' })
      [Symbol.asyncIterator]()
      .next()
      .catch((reason: unknown) => reason);
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
    const packed = await packZip(folder, { files: { 'dump.sql': DUMP }, password: PASSWORD });
    const archive = await openZipFile(packed, { label: 'a.zip', limits: LIMITS });
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
    for (let i = 0; i < 2_000; i++) codes.add(await codeOf(unpack(packed, { password: `wrong ${i}` })));
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
      const plain = Buffer.concat([Buffer.alloc(11), Buffer.from([crc32(DUMP) >>> 24]), deflateRawSync(DUMP)]);
      const packed = encryptZipCrypto(bytes, plain);
      const file = fileOf(
        craftZip([{ name: 'd.sql', packed, method: 8, flags: 1, crc: crc32(DUMP), size: DUMP.length }]),
      );
      expect((await unpack(file, { password: 'schlüssel' })).equals(DUMP)).toBe(true);
    }
  });
});

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
    const file = fileOf(
      craftZip([
        { name: 'Ordner/', packed: Buffer.alloc(0) },
        { name: 'Ordner/Übersicht 日本.sql', packed: Buffer.from('x') },
        { name: '../\u0007\u202Elqs.exe', packed: Buffer.from('y') },
        { name: 'link.sql', packed: Buffer.from('/etc/passwd'), mode: 0o120777 },
      ]),
    );
    const archive = await openZipFile(file, { label: 'a.zip', limits: LIMITS });
    await archive.close();
    expect(archive.entries.map(({ name, kind }) => [name, kind])).toEqual([
      ['Ordner/', 'directory'],
      ['Ordner/Übersicht 日本.sql', 'file'],
      ['../\ufffd\ufffdlqs.exe', 'file'],
      ['link.sql', 'link'],
    ]);
  });

  it('Zip64 records whose plain record is all 0xFFFF, a comment, and padding after the end', async () => {
    const zip64 = craftZip([deflated(DUMP)], { zip64: true });
    expect((await unpack(fileOf(zip64))).equals(DUMP)).toBe(true);
    const sizes = Buffer.from([1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    sizes.writeUInt32LE(DUMP.length, 4);
    const large = craftZip([deflated(DUMP, { size: 0xffffffff, extra: sizes })], { zip64: true });
    expect((await unpack(fileOf(large))).equals(DUMP)).toBe(true);
    const padded = Buffer.concat([craftZip([deflated(DUMP)], { comment: 'nightly' }), Buffer.alloc(10_240)]);
    expect((await unpack(fileOf(padded))).equals(DUMP)).toBe(true);
    const junk = Buffer.concat([craftZip([deflated(DUMP)]), Buffer.from('junk')]);
    expect((await unpack(fileOf(junk))).equals(DUMP)).toBe(true);
  });

  it('more or fewer bytes than there are, another checksum, fewer entries, shared bytes: damaged', async () => {
    const cases: Record<string, Buffer> = {
      'size too small': craftZip([deflated(DUMP, { size: DUMP.length - 1 })]),
      'size too large': craftZip([deflated(DUMP, { size: DUMP.length + 1 })]),
      'other checksum': craftZip([deflated(DUMP, { crc: 1 })]),
      'bytes after the deflated data': craftZip([
        deflated(DUMP, { packed: Buffer.concat([deflateRawSync(DUMP), DUMP]) }),
      ]),
      'deflated data cut off': craftZip([deflated(DUMP, { packed: deflateRawSync(DUMP).subarray(0, -5) })]),
      'fewer entries': craftZip([deflated(DUMP), deflated(DUMP, { name: 'b.sql' })], { count: 1 }),
      'more entries': craftZip([deflated(DUMP)], { count: 2 }),
      'no entries': craftZip([deflated(DUMP)], { count: 0 }),
      overlap: craftZip([deflated(DUMP), deflated(DUMP, { name: 'b.sql', offset: 0 })]),
      'header elsewhere': craftZip([deflated(DUMP, { offset: 3 })]),
    };
    for (const [name, bytes] of Object.entries(cases)) {
      expect([name, await codeOf(unpack(fileOf(bytes)))]).toEqual([name, 'ARCHIVE_CORRUPT']);
    }
  });

  it('a method or an encryption that we cannot read: unsupported, with its name', async () => {
    const deflate64 = await packZip(folder, { files: { 'dump.sql': DUMP }, compression: 'Deflate64' });
    await expect(unpack(deflate64)).rejects.toMatchObject({
      code: 'ARCHIVE_UNSUPPORTED',
      message: expect.stringContaining('Deflate64'),
    });
    const strong = craftZip([deflated(DUMP, { flags: 0x41 })]);
    expect(await codeOf(unpack(fileOf(strong), { password: PASSWORD }))).toBe('ARCHIVE_UNSUPPORTED');
  });
});

describe('limits', () => {
  const zeros = Buffer.alloc(30_000_000);

  it('end a bomb by its ratio, by its bytes and by its number of entries', async () => {
    const bomb = await packZip(folder, { files: { 'dump.sql': zeros } });
    expect(await codeOf(unpack(bomb))).toBe('ARCHIVE_LIMIT_EXCEEDED');
    expect(await codeOf(unpack(bomb, { limits: { maxRatio: 2_000, maxBytes: 20_000_000 } }))).toBe(
      'ARCHIVE_LIMIT_EXCEEDED',
    );
    expect(await codeOf(unpack(bomb, { limits: { maxEntries: 0 } }))).toBe('ARCHIVE_LIMIT_EXCEEDED');
    expect(await codeOf(unpack(bomb, { limits: { maxRatio: 2_000 } }))).toBe('no error');
  });

  it('count what comes out, not what is declared, over all reads together', async () => {
    const liar = { name: 'dump.sql', packed: deflateRawSync(zeros), method: 8, crc: crc32(zeros), size: 1_000 };
    expect(await codeOf(unpack(fileOf(craftZip([liar])), { limits: { maxBytes: 1_000_000 } }))).toBe(
      'ARCHIVE_LIMIT_EXCEEDED',
    );
    expect(await codeOf(unpack(fileOf(craftZip([liar]))))).toBe('ARCHIVE_CORRUPT');
    const archive = await openZipFile(fileOf(craftZip([{ name: 'a.sql', packed: randomBytes(600) }])), {
      label: 'a.zip',
      limits: { ...LIMITS, maxBytes: 1_000 },
    });
    const read = async () => {
      for await (const _ of archive.read(archive.entries[0]!)) continue;
    };
    expect([await codeOf(read()), await codeOf(read())]).toEqual(['no error', 'ARCHIVE_LIMIT_EXCEEDED']);
    await archive.close();
  });

  it('do not look at the ratio of a small file', async () => {
    const small = await packZip(folder, { files: { 'dump.sql': Buffer.alloc(5_000_000) } });
    expect((await unpack(small)).length).toBe(5_000_000);
  });
});

describe('what other packers write', () => {
  const data = DUMP.subarray(0, 200_001);
  const deflatedData = deflateRawSync(data);
  const common = { name: 'd.sql', method: 8, size: data.length, crc: crc32(data), flags: 1 };
  const password = { password: PASSWORD };

  it('ZipCrypto whose check byte is of the time, because the sizes follow the data', async () => {
    const plain = Buffer.concat([Buffer.alloc(11), Buffer.from([CRAFTED_TIME >>> 8]), deflatedData]);
    const packed = encryptZipCrypto(Buffer.from(PASSWORD), plain);
    const file = fileOf(craftZip([{ ...common, packed, flags: 1 | 8 }]));
    expect((await unpack(file, password)).equals(data)).toBe(true);
    expect(await codeOf(unpack(file, { password: 'x' }))).toBe('ARCHIVE_WRONG_PASSWORD');
  });

  it.each([1, 2] as const)('AE-%d, whose checksum counts in the first version only', async (version) => {
    for (const method of [0, 8] as const) {
      const aes = encryptZipAes(Buffer.from(PASSWORD), method === 8 ? deflatedData : data, version, method);
      const entry = { ...common, ...aes, method: 99 };
      expect((await unpack(fileOf(craftZip([entry])), password)).equals(data)).toBe(true);
      const otherChecksum = fileOf(craftZip([{ ...entry, crc: 0 }]));
      expect(await codeOf(unpack(otherChecksum, password))).toBe(version === 1 ? 'ARCHIVE_CORRUPT' : 'no error');
    }
  });

  it('nothing that follows the end of the deflated data, authenticated or not', async () => {
    const aes = encryptZipAes(Buffer.from(PASSWORD), Buffer.concat([deflatedData, data]), 2, 8);
    expect(await codeOf(unpack(fileOf(craftZip([{ ...common, ...aes, method: 99 }])), password))).toBe(
      'ARCHIVE_CORRUPT',
    );
  });

  it('an AES entry whose authentication code or extra field is damaged: damaged', async () => {
    const aes = encryptZipAes(Buffer.from(PASSWORD), deflatedData, 2, 8);
    const packed = Buffer.from(aes.packed);
    packed[packed.length - 1]! ^= 1;
    expect(await codeOf(unpack(fileOf(craftZip([{ ...common, ...aes, packed, method: 99 }])), password))).toBe(
      'ARCHIVE_CORRUPT',
    );
    expect(await codeOf(unpack(fileOf(craftZip([{ ...common, packed, method: 99 }])), password))).toBe(
      'ARCHIVE_CORRUPT',
    );
  });
});

describe('the reader', () => {
  it('stops at once when it is cut off, with the reason of the signal', async () => {
    const packed = await packZip(folder, { files: { 'dump.sql': DUMP }, password: PASSWORD, encryption: 'AES256' });
    const controller = new AbortController();
    const archive = await openZipFile(packed, { label: 'a.zip', limits: LIMITS });
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
    const packed = await packZip(folder, { files: { 'dump.sql': DUMP } });
    const archive = await openZipFile(packed, { label: 'a.zip', limits: LIMITS });
    for await (const piece of archive.read(archive.entries[0]!)) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    await archive.close();
  });

  it('distinguishes a missing file from a damaged one', async () => {
    expect(await codeOf(unpack(join(folder, 'none.zip')))).toBe('WORK_FILE_MISSING');
    expect(await codeOf(unpack(fileOf(randomBytes(5_000))))).toBe('ARCHIVE_CORRUPT');
  });
});
