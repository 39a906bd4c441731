import { randomBytes } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { RawZip } from '../../../test/support/raw-zip.js';
import { extraField, rawZip, u16, u32, u64 } from '../../../test/support/raw-zip.js';
import {
  CONTENT,
  deflated,
  expectOutcomes,
  named,
  PACKED,
  stored,
  unpackRaw,
  zip,
} from '../../../test/support/unpack-raw.js';

const zeros = Buffer.alloc(60_000_000);
const bomb = deflateRawSync(zeros);
const good = zip();

describe('an archive with false values is refused:', () => {
  const twice = rawZip({ entries: [deflated(), deflated(named('other.txt'))] });
  const wide = (zip64: RawZip['zip64'] = {}) => zip({}, { zip64 });
  expectOutcomes({
    'nothing at all': [Buffer.alloc(0), 'ARCHIVE_CORRUPT'],
    'an end record alone': [rawZip({ entries: [] }), 'ARCHIVE_WITHOUT_DUMP'],
    'bytes of no kind': [randomBytes(100_000), 'ARCHIVE_CORRUPT'],
    'another checksum': [zip({ crc: 1 }), 'ARCHIVE_CORRUPT'],
    'a size too small': [zip({ size: CONTENT.length - 1 }), 'ARCHIVE_CORRUPT'],
    'a size too large': [zip({ size: CONTENT.length + 1 }), 'ARCHIVE_CORRUPT'],
    'a size of nothing': [zip({ size: 0 }), 'ARCHIVE_CORRUPT'],
    'a packed size too small': [zip({ packedSize: PACKED.length - 1 }), 'ARCHIVE_CORRUPT'],
    'a packed size that reaches into the directory': [zip({ packedSize: PACKED.length + 20 }), 'ARCHIVE_CORRUPT'],
    'a stored size that differs from the packed one': [rawZip({ entries: [stored({ size: 5 })] }), 'ARCHIVE_CORRUPT'],
    'a size of 4 GB without Zip64': [zip({ size: 0xffffffff }), 'ARCHIVE_CORRUPT'],
    'a packed size of 4 GB without Zip64': [zip({ packedSize: 0xffffffff }), 'ARCHIVE_CORRUPT'],
    'data cut off': [zip({ packed: PACKED.subarray(0, -9) }), 'ARCHIVE_CORRUPT'],
    'data and more': [zip({ packed: Buffer.concat([PACKED, Buffer.from('more')]) }), 'ARCHIVE_CORRUPT'],
    'data that is not deflated': [zip({ packed: randomBytes(5_000) }), 'ARCHIVE_CORRUPT'],
    'data that is stored and called deflated': [zip({ packed: CONTENT }), 'ARCHIVE_CORRUPT'],
    'data that is deflated and called stored': [rawZip({ entries: [stored({ packed: PACKED })] }), 'ARCHIVE_CORRUPT'],
    'ten million empty blocks': [
      zip({ packed: Buffer.alloc(5_000_000, Buffer.from([0, 0, 0, 0xff, 0xff])) }),
      'ARCHIVE_CORRUPT',
    ],
    'two entries of one place': [
      rawZip({ entries: [deflated(), deflated({ ...named('b.txt'), offset: 0 })] }),
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
      rawZip({ entries: [deflated(), deflated(named('b.sql'))], end: { count: 1, countHere: 1 } }),
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
      const { outcome } = await unpackRaw(bytes);
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
  expectOutcomes({
    'a bomb by its ratio': [zip({ ...bombEntry, size: 25_000_000 }), 'ARCHIVE_LIMIT_EXCEEDED'],
    'a bomb by its bytes': [zip(bombEntry), 'ARCHIVE_LIMIT_EXCEEDED'],
    'a bomb that says it is small': [zip({ ...bombEntry, size: 1_000 }), 'ARCHIVE_CORRUPT'],
    'many small bombs': [
      rawZip({ entries: Array.from({ length: 40 }, (_, i) => deflated({ ...named(`${i}.txt`), size: 1_000_000 })) }),
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
    'one name twice': [rawZip({ entries: [deflated(), deflated()] }), 'ARCHIVE_UNSUPPORTED'],
    'one name in two cases': [rawZip({ entries: [deflated(), deflated(named('DUMP.SQL'))] }), 'ARCHIVE_UNSUPPORTED'],
  });
});
