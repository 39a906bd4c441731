import { crc32 } from 'node:zlib';

/** One entry as it shall be in the file, even with false values. */
export interface CraftedEntry {
  readonly name: string | Buffer;
  /** The bytes between local header and directory, as they are. */
  readonly packed: Buffer;
  /** 0 stored, 8 deflated, 99 AES. @default 0 */
  readonly method?: number;
  readonly flags?: number;
  /** @default the CRC-32 of `packed` */
  readonly crc?: number;
  /** The unpacked size that is declared. @default the length of `packed` */
  readonly size?: number;
  /** Extra fields of the directory entry. */
  readonly extra?: Buffer;
  /** Unix mode, file type included. */
  readonly mode?: number;
  /** Where the directory says the local header is. @default its true place */
  readonly offset?: number;
}

export interface CraftOptions {
  /** The number of entries in the end record. @default the true number */
  readonly count?: number;
  /** Ends with Zip64 records; the plain end record says 0xFFFF everywhere, disk numbers included. */
  readonly zip64?: boolean;
  readonly comment?: string;
}

/** A ZIP file byte by byte, for what no packer would write. */
export function craftZip(entries: readonly CraftedEntry[], options: CraftOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let position = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const extra = entry.extra ?? Buffer.alloc(0);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(entry.flags ?? 0x800, 2);
    shared.writeUInt16LE(entry.method ?? 0, 4);
    shared.writeUInt16LE(CRAFTED_TIME, 6);
    shared.writeUInt16LE(0x5b06, 8);
    shared.writeUInt32LE(entry.crc ?? crc32(entry.packed), 10);
    shared.writeUInt32LE(entry.packed.length, 14);
    shared.writeUInt32LE(entry.size ?? entry.packed.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([number(0x04034b50, 4), shared, name, entry.packed]);
    shared.writeUInt16LE(extra.length, 24);
    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
    attributes.writeUInt32LE(entry.offset ?? position, 10);
    directory.push(number(0x02014b50, 4), number((3 << 8) | 20, 2), shared, attributes, name, extra);
    parts.push(local);
    position += local.length;
  }
  const size = Buffer.concat(directory).length;
  const count = options.count ?? entries.length;
  const comment = Buffer.from(options.comment ?? '');
  const plain = [number(0, 4), number(count, 2), number(count, 2), number(size, 4), number(position, 4)];
  const end =
    options.zip64 === true ? [...zip64Records(count, size, position), Buffer.alloc(16, 0xff)] : [END, ...plain];
  return Buffer.concat([...parts, ...directory, ...end, number(comment.length, 2), comment]);
}

/** The DOS time of every crafted entry. */
export const CRAFTED_TIME = 0x1234;

const END = number(0x06054b50, 4);

function zip64Records(count: number, size: number, position: number): Buffer[] {
  const counts = [number(count, 8), number(count, 8), number(size, 8), number(position, 8)];
  const record = [number(0x06064b50, 4), number(44, 8), number(45, 2), number(45, 2), number(0, 8), ...counts];
  const locator = [number(0x07064b50, 4), number(0, 4), number(position + size, 8), number(1, 4)];
  return [...record, ...locator, END];
}

function number(value: number, bytes: 2 | 4 | 8): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer.subarray(0, bytes);
}
