import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { extraField, rawZip, u16, u32, u64 } from '../../test/support/raw-zip.js';
import type { RawEntry, RawZip } from '../../test/support/raw-zip.js';
import { removeTemporaryFolder, temporaryFolder } from '../../test/support/temporary-folder.js';
import { isStevedoreError } from '../contracts/errors.js';
import { extractDump } from './fetch/extract-dump.js';

const root = temporaryFolder('malformed');
afterAll(() => removeTemporaryFolder(root));

const MAX_BYTES = 30_000_000;
const CONTENT = Buffer.from(
  Array.from({ length: 3_000 }, (_, i) => `INSERT INTO t VALUES (${i},'row ${(i * 7_919) % 10_007}');\n`).join(''),
);
const entry = (change: RawEntry = {}): RawEntry => ({ content: CONTENT, method: 8, ...change });
const stored = (change: RawEntry = {}): RawEntry => ({ content: CONTENT, ...change });
const zip = (change: RawEntry = {}, rest: Omit<RawZip, 'entries'> = {}): Buffer =>
  rawZip({ entries: [entry(change)], ...rest });
const packed = deflateRawSync(CONTENT);
const zeros = Buffer.alloc(60_000_000);
const bomb = deflateRawSync(zeros);
const sizes64 = (size: bigint | number, packedSize: bigint | number) =>
  extraField(1, Buffer.concat([u64(size), u64(packedSize)]));
const descriptor = (signed: boolean) =>
  Buffer.concat([...(signed ? [u32(0x08074b50)] : []), u32(crc32(CONTENT)), u32(packed.length), u32(CONTENT.length)]);
const late = { crc: 0, packedSize: 0, size: 0 };
const aesExtra = (strength: number, method = 8) =>
  extraField(0x9901, Buffer.concat([u16(2), Buffer.from('AE'), Buffer.from([strength]), u16(method)]));
const good = zip();
const named = (name: string | Buffer): RawEntry => ({ name: Buffer.from(name) });

let made = 0;
/**
 * What comes of an archive: the dump's bytes, or the code; and how long it took. Nothing but the dump may be left, and
 * nowhere else.
 */
const unpack = async (bytes: Buffer, password?: string) => {
  const site = join(root, String(made++));
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
  return { outcome, ms: performance.now() - started };
};

/** Every one is read right or refused, and within two seconds. */
const expectAll = (cases: Readonly<Record<string, readonly [Buffer, string]>>, password?: string): void => {
  it.each(Object.entries(cases))('%s', async (_name, [bytes, expected]) => {
    const { outcome, ms } = await unpack(bytes, password);
    expect(outcome).toBe(expected);
    expect(ms).toBeLessThan(2_000);
  });
};

describe('an archive that is right is read, however it is written:', () => {
  expectAll({
    deflated: [good, 'read'],
    stored: [rawZip({ entries: [stored()] }), 'read'],
    'sizes behind the data': [zip({ flags: 0x808, local: late, descriptor: descriptor(true) }), 'read'],
    'sizes behind the data, without a signature': [
      zip({ flags: 0x808, local: late, descriptor: descriptor(false) }),
      'read',
    ],
    'sizes said to be behind the data, and nothing there': [zip({ flags: 0x808, local: late }), 'read'],
    'Zip64 records': [zip({}, { zip64: {}, end: { disk: 0, directoryDisk: 0 } }), 'read'],
    'Zip64 records and an end record of nothing but 0xFF': [zip({}, { zip64: {} }), 'read'],
    'Zip64 records that number its one part otherwise': [zip({}, { zip64: { disks: 3n, disk: 2n } }), 'read'],
    'Zip64 sizes': [
      zip({ size: 0xffffffff, packedSize: 0xffffffff, extra: sizes64(CONTENT.length, packed.length) }, { zip64: {} }),
      'read',
    ],
    'a comment': [zip({}, { comment: Buffer.from('nightly') }), 'read'],
    'a comment of 65,535 bytes': [zip({}, { comment: Buffer.alloc(65_535, 'x') }), 'read'],
    'a comment with the signature of an end record': [
      zip({}, { comment: Buffer.from('PK\x05\x06 and more text than a record has') }),
      'read',
    ],
    'a comment that ends with the signature': [zip({}, { comment: Buffer.from('x PK\x05\x06') }), 'read'],
    'a comment of signatures': [zip({}, { comment: Buffer.from('PK\x05\x06'.repeat(10_000)) }), 'read'],
    'zeros behind the end': [zip({}, { suffix: Buffer.alloc(10_000) }), 'read'],
    'bytes in front that its offsets count': [zip({}, { prefix: Buffer.from('#!/bin/sh\nexit 1\n') }), 'read'],
    'bytes in front that its offsets do not count': [
      zip({}, { prefix: Buffer.from('junk in front'), prefixCounts: false }),
      'read',
    ],
    'bytes behind the end': [zip({}, { suffix: Buffer.from('junk') }), 'read'],
    'a comment that is an end record of its own': [zip({}, { comment: rawZip({ entries: [] }) }), 'read'],
    'a comment that is an archive of its own': [zip({}, { comment: zip(named('other.sql')) }), 'read'],
    'a comment that is an archive of its own, with Zip64': [
      zip({}, { comment: zip(named('other.sql'), { zip64: {} }) }),
      'read',
    ],
    'Zip64 records and a comment that is an archive': [
      zip({}, { zip64: {}, comment: zip(named('other.sql'), { zip64: {} }) }),
      'read',
    ],
    'an archive in the archive, stored': [
      rawZip({ entries: [entry(), stored({ ...named('inner.zip'), content: zip(named('other.sql')) })] }),
      'read',
    ],
    'a name of nothing beside it': [
      rawZip({ entries: [stored({ ...named(''), content: Buffer.from('x') }), entry()] }),
      'read',
    ],
    'a name of nothing': [rawZip({ entries: [stored({ name: Buffer.alloc(0), extra: Buffer.alloc(0) })] }), 'read'],
    'a name that ends at a zero byte': [zip(named('dump.sql\0.txt')), 'read'],
    'the name -': [zip(named('-')), 'read'],
    'a name that climbs': [zip(named('../../../../escaped.sql')), 'read'],
    'a name that climbs as on Windows': [zip(named('..\\..\\escaped.sql')), 'read'],
    'a name from the root': [zip(named('/tmp/escaped.sql')), 'read'],
    'a name with a drive': [zip(named('C:\\escaped.sql')), 'read'],
    'a name of 60,000 letters': [zip(named(`${'n'.repeat(60_000)}.sql`)), 'read'],
    'a name that is no UTF-8': [
      zip(named(Buffer.concat([Buffer.from([0xff, 0xfe, 0x80]), Buffer.from('.sql')]))),
      'read',
    ],
    'an extra field that is not known': [
      zip({ extra: extraField(0xbeef, randomBytes(500)), local: { extra: extraField(0xbeef, randomBytes(900)) } }),
      'read',
    ],
    'folders, links and other files beside it': [
      rawZip({
        entries: [
          stored({ ...named('x.sql/'), content: Buffer.alloc(0) }),
          stored({ ...named('l.sql'), attributes: 0o120777 * 65_536 }),
          stored(named('readme.txt')),
          entry(),
        ],
      }),
      'read',
    ],
  });
});

describe('an archive with false values is refused:', () => {
  const twice = rawZip({ entries: [entry(), entry(named('other.txt'))] });
  const wide = (zip64: RawZip['zip64'] = {}) => zip({}, { zip64 });
  expectAll({
    'nothing at all': [Buffer.alloc(0), 'ARCHIVE_CORRUPT'],
    'an end record alone': [rawZip({ entries: [] }), 'ARCHIVE_WITHOUT_DUMP'],
    'bytes of no kind': [randomBytes(100_000), 'ARCHIVE_CORRUPT'],
    'another checksum': [zip({ crc: 1 }), 'ARCHIVE_CORRUPT'],
    'a size too small': [zip({ size: CONTENT.length - 1 }), 'ARCHIVE_CORRUPT'],
    'a size too large': [zip({ size: CONTENT.length + 1 }), 'ARCHIVE_CORRUPT'],
    'a size of nothing': [zip({ size: 0 }), 'ARCHIVE_CORRUPT'],
    'a packed size too small': [zip({ packedSize: packed.length - 1 }), 'ARCHIVE_CORRUPT'],
    'a packed size that reaches into the directory': [zip({ packedSize: packed.length + 20 }), 'ARCHIVE_CORRUPT'],
    'a stored size that differs from the packed one': [rawZip({ entries: [stored({ size: 5 })] }), 'ARCHIVE_CORRUPT'],
    'a size of 4 GB without Zip64': [zip({ size: 0xffffffff }), 'ARCHIVE_CORRUPT'],
    'a packed size of 4 GB without Zip64': [zip({ packedSize: 0xffffffff }), 'ARCHIVE_CORRUPT'],
    'data cut off': [zip({ packed: packed.subarray(0, -9) }), 'ARCHIVE_CORRUPT'],
    'data and more': [zip({ packed: Buffer.concat([packed, Buffer.from('more')]) }), 'ARCHIVE_CORRUPT'],
    'data that is not deflated': [zip({ packed: randomBytes(5_000) }), 'ARCHIVE_CORRUPT'],
    'data that is stored and called deflated': [zip({ packed: CONTENT }), 'ARCHIVE_CORRUPT'],
    'data that is deflated and called stored': [rawZip({ entries: [stored({ packed })] }), 'ARCHIVE_CORRUPT'],
    'ten million empty blocks': [
      zip({ packed: Buffer.alloc(5_000_000, Buffer.from([0, 0, 0, 0xff, 0xff])) }),
      'ARCHIVE_CORRUPT',
    ],
    'two entries of one place': [
      rawZip({ entries: [entry(), entry({ ...named('b.txt'), offset: 0 })] }),
      'ARCHIVE_CORRUPT',
    ],
    'entries nested in one another': [
      rawZip({
        entries: [stored({ ...named('a.txt'), packedSize: CONTENT.length + 40, size: CONTENT.length + 40 }), stored()],
      }),
      'ARCHIVE_CORRUPT',
    ],
    'an entry over the directory': [
      (() => {
        const over = Buffer.concat([
          CONTENT,
          rawZip({ entries: [stored()] }).subarray(38 + CONTENT.length, 38 + CONTENT.length + 10),
        ]);
        return rawZip({ entries: [stored({ packed: CONTENT, content: over, packedSize: over.length })] });
      })(),
      'ARCHIVE_CORRUPT',
    ],
    'an entry elsewhere': [zip({ offset: 7 }), 'ARCHIVE_CORRUPT'],
    'an entry behind the end': [zip({ offset: 0x7fffffff }), 'ARCHIVE_CORRUPT'],
    'fewer entries than there are': [
      rawZip({ entries: [entry(), entry(named('b.sql'))], end: { count: 1, countHere: 1 } }),
      'ARCHIVE_CORRUPT',
    ],
    'more entries than there are': [zip({}, { end: { count: 2, countHere: 2 } }), 'ARCHIVE_CORRUPT'],
    'a hundred thousand entries in a record of one': [
      zip({}, { directory: Buffer.concat(Array<Buffer>(100_000).fill(twice.subarray(-22 - 54, -22))) }),
      'ARCHIVE_CORRUPT',
    ],
    'a directory of another size': [zip({}, { end: { size: 3 } }), 'ARCHIVE_CORRUPT'],
    'a directory elsewhere': [zip({}, { end: { offset: 1 } }), 'ARCHIVE_CORRUPT'],
    'a directory behind the end': [zip({}, { end: { offset: 0x7fffffff } }), 'ARCHIVE_CORRUPT'],
    'a directory of zeros': [zip({}, { directory: Buffer.alloc(54) }), 'ARCHIVE_CORRUPT'],
    'an encrypted directory': [
      zip({ flags: 0x2041 }, { directory: randomBytes(80), zip64: { recordSize: 44n } }),
      'ARCHIVE_CORRUPT',
    ],
    'a second archive behind it': [Buffer.concat([good, zip(named('evil.sql'))]), 'ARCHIVE_CORRUPT'],
    'a comment shorter than it says': [
      zip({}, { comment: Buffer.from('abc'), end: { commentLength: 900 } }),
      'ARCHIVE_CORRUPT',
    ],
    'one part of several': [zip({}, { end: { disk: 1, directoryDisk: 0 } }), 'ARCHIVE_UNSUPPORTED'],
    'Zip64 with another number of entries': [wide({ count: 7n, countHere: 7n }), 'ARCHIVE_CORRUPT'],
    'Zip64 with 2^63 entries': [wide({ count: 2n ** 63n, countHere: 2n ** 63n }), 'ARCHIVE_LIMIT_EXCEEDED'],
    'Zip64 with 2^40 entries': [wide({ count: 2n ** 40n, countHere: 2n ** 40n }), 'ARCHIVE_LIMIT_EXCEEDED'],
    'Zip64 with a directory of 2^50 bytes': [wide({ size: 2n ** 50n }), 'ARCHIVE_CORRUPT'],
    'Zip64 with a directory behind the end': [wide({ offset: 2n ** 50n }), 'ARCHIVE_CORRUPT'],
    'Zip64 with a record elsewhere': [wide({ recordAt: 0n }), 'ARCHIVE_CORRUPT'],
    'Zip64 with a record behind the end': [wide({ recordAt: 2n ** 52n }), 'ARCHIVE_CORRUPT'],
    'an end record of nothing but 0xFF without Zip64': [
      zip(
        {},
        {
          end: {
            disk: 0xffff,
            directoryDisk: 0xffff,
            countHere: 0xffff,
            count: 0xffff,
            size: 0xffffffff,
            offset: 0xffffffff,
          },
        },
      ),
      'ARCHIVE_UNSUPPORTED',
    ],
    'Zip64 sizes that are cut off': [
      zip({ size: 0xffffffff, packedSize: 0xffffffff, extra: extraField(1, u32(5)) }),
      'ARCHIVE_CORRUPT',
    ],
    'Zip64 sizes of 2^60': [zip({ size: 0xffffffff, extra: extraField(1, u64(2n ** 60n)) }), 'ARCHIVE_LIMIT_EXCEEDED'],
    'Zip64 sizes of 2^50': [zip({ size: 0xffffffff, extra: extraField(1, u64(2n ** 50n)) }), 'ARCHIVE_LIMIT_EXCEEDED'],
    'extra fields longer than they are': [zip({ extra: Buffer.concat([u16(1), u16(60_000)]) }), 'ARCHIVE_CORRUPT'],
  });

  it('cut off anywhere, or with any byte of its directory changed, it is never read wrongly', {
    timeout: 60_000,
  }, async () => {
    const outcomes = new Map<string, number>();
    const note = async (bytes: Buffer) => {
      const { outcome } = await unpack(bytes);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    };
    for (let cut = 1; cut < 120; cut++) await note(good.subarray(0, good.length - cut));
    for (let at = good.length - 76; at < good.length; at++) {
      for (const bit of [1, 0x80]) {
        const changed = Buffer.from(good);
        changed[at]! ^= bit;
        await note(changed);
      }
    }
    expect([...outcomes.keys()].filter((code) => !/^(read|ARCHIVE_\w+)$/.test(code))).toEqual([]);
    expect(outcomes.get('ARCHIVE_CORRUPT')).toBeGreaterThan(150);
  });
});

describe('an archive that would do harm is refused:', () => {
  const bombEntry = { packed: bomb, crc: crc32(zeros), size: zeros.length };
  expectAll({
    'a bomb by its ratio': [zip({ ...bombEntry, size: 25_000_000 }), 'ARCHIVE_LIMIT_EXCEEDED'],
    'a bomb by its bytes': [zip(bombEntry), 'ARCHIVE_LIMIT_EXCEEDED'],
    'a bomb that says it is small': [zip({ ...bombEntry, size: 1_000 }), 'ARCHIVE_CORRUPT'],
    'many small bombs': [
      rawZip({ entries: Array.from({ length: 40 }, (_, i) => entry({ ...named(`${i}.txt`), size: 1_000_000 })) }),
      'ARCHIVE_LIMIT_EXCEEDED',
    ],
    'a thousand and one entries': [
      rawZip({
        entries: Array.from({ length: 1_001 }, (_, i) => stored({ ...named(`${i}.txt`), content: Buffer.alloc(0) })),
      }),
      'ARCHIVE_LIMIT_EXCEEDED',
    ],
    'a link in the dump’s place': [
      rawZip({ entries: [stored({ content: Buffer.from('/etc/passwd'), attributes: 0o120777 * 65_536 })] }),
      'ARCHIVE_WITHOUT_DUMP',
    ],
    'a folder in the dump’s place': [
      rawZip({ entries: [stored({ ...named('dump.sql/'), content: Buffer.alloc(0) })] }),
      'ARCHIVE_WITHOUT_DUMP',
    ],
    'an archive in the archive': [
      rawZip({ entries: [stored({ ...named('dump.zip'), content: good })] }),
      'ARCHIVE_WITHOUT_DUMP',
    ],
    'one name twice': [rawZip({ entries: [entry(), entry()] }), 'ARCHIVE_UNSUPPORTED'],
    'one name in two cases': [rawZip({ entries: [entry(), entry(named('DUMP.SQL'))] }), 'ARCHIVE_UNSUPPORTED'],
  });
});

describe('an archive packed in a way that is not read is refused with that:', () => {
  expectAll(
    {
      Deflate64: [zip({ method: 9, packed }), 'ARCHIVE_UNSUPPORTED'],
      BZip2: [zip({ method: 12, packed }), 'ARCHIVE_UNSUPPORTED'],
      LZMA: [zip({ method: 14, packed }), 'ARCHIVE_UNSUPPORTED'],
      Zstandard: [zip({ method: 93, packed }), 'ARCHIVE_UNSUPPORTED'],
      'a method of no packer': [zip({ method: 77, packed }), 'ARCHIVE_UNSUPPORTED'],
      'strong encryption': [zip({ flags: 0x841 }), 'ARCHIVE_UNSUPPORTED'],
      'a masked directory': [zip({ flags: 0x2801 }), 'ARCHIVE_WRONG_PASSWORD'],
      'patched data': [zip({ flags: 0x820 }), 'read'],
      'AES without its field': [zip({ method: 99, flags: 0x801, packed: randomBytes(500) }), 'ARCHIVE_CORRUPT'],
      'AES of an unknown strength': [
        zip({ method: 99, flags: 0x801, packed: randomBytes(500), extra: aesExtra(7) }),
        'ARCHIVE_CORRUPT',
      ],
      'AES of fewer bytes than its frame': [
        zip({ method: 99, flags: 0x801, packed: randomBytes(5), extra: aesExtra(3) }),
        'ARCHIVE_CORRUPT',
      ],
      'AES of another packer inside': [
        zip({ method: 99, flags: 0x801, packed: randomBytes(500), extra: aesExtra(3, 9) }),
        'ARCHIVE_UNSUPPORTED',
      ],
      'AES with a wrong password': [
        zip({ method: 99, flags: 0x801, packed: randomBytes(500), extra: aesExtra(3) }),
        'ARCHIVE_WRONG_PASSWORD',
      ],
      'ZipCrypto of fewer bytes than its frame': [zip({ flags: 0x801, packed: randomBytes(5) }), 'ARCHIVE_CORRUPT'],
    },
    'secret',
  );
});
