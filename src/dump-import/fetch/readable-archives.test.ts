import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe } from 'vitest';
import { extraField, rawZip, u16, u32, u64 } from '../../../test/support/raw-zip.js';
import { CONTENT, deflated, expectOutcomes, named, PACKED, stored, zip } from '../../../test/support/unpack-raw.js';

const sizes64 = (size: bigint | number, packedSize: bigint | number) =>
  extraField(1, Buffer.concat([u64(size), u64(packedSize)]));
const descriptor = (signed: boolean) =>
  Buffer.concat([...(signed ? [u32(0x08074b50)] : []), u32(crc32(CONTENT)), u32(PACKED.length), u32(CONTENT.length)]);
const late = { crc: 0, packedSize: 0, size: 0 };
const aesExtra = (strength: number, method = 8) =>
  extraField(0x9901, Buffer.concat([u16(2), Buffer.from('AE'), Buffer.from([strength]), u16(method)]));

describe('an archive that is right is read, however it is written:', () => {
  expectOutcomes({
    deflated: [zip(), 'read'],
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
      zip({ size: 0xffffffff, packedSize: 0xffffffff, extra: sizes64(CONTENT.length, PACKED.length) }, { zip64: {} }),
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
      rawZip({ entries: [deflated(), stored({ ...named('inner.zip'), content: zip(named('other.sql')) })] }),
      'read',
    ],
    'a name of nothing beside it': [
      rawZip({ entries: [stored({ ...named(''), content: Buffer.from('x') }), deflated()] }),
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
          deflated(),
        ],
      }),
      'read',
    ],
  });
});

describe('an archive packed in a way that is not read is refused with that:', () => {
  expectOutcomes(
    {
      Deflate64: [zip({ method: 9, packed: PACKED }), 'ARCHIVE_UNSUPPORTED'],
      BZip2: [zip({ method: 12, packed: PACKED }), 'ARCHIVE_UNSUPPORTED'],
      LZMA: [zip({ method: 14, packed: PACKED }), 'ARCHIVE_UNSUPPORTED'],
      Zstandard: [zip({ method: 93, packed: PACKED }), 'ARCHIVE_UNSUPPORTED'],
      'a method of no packer': [zip({ method: 77, packed: PACKED }), 'ARCHIVE_UNSUPPORTED'],
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
