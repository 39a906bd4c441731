import { crc32, deflateRawSync } from 'node:zlib';

/** The fields of a header that local header and directory share; omitted ones are true. */
export interface RawFields {
  readonly name?: Buffer;
  readonly versionNeeded?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  readonly packedSize?: number;
  readonly size?: number;
  readonly extra?: Buffer;
}

export interface RawEntry extends RawFields {
  /** As it is in the file. @default `content` packed by `method` */
  readonly packed?: Buffer;
  readonly content?: Buffer;
  /** What the local header says instead. */
  readonly local?: RawFields;
  /** After the data. */
  readonly descriptor?: Buffer;
  /** Where the directory says the entry is. @default its true place */
  readonly offset?: number;
  readonly attributes?: number;
  readonly madeBy?: number;
  readonly disk?: number;
}

export interface RawZip {
  readonly entries: readonly RawEntry[];
  /** In front of the first entry; `prefixCounts` says that offsets count it. */
  readonly prefix?: Buffer;
  readonly prefixCounts?: boolean;
  readonly suffix?: Buffer;
  readonly comment?: Buffer;
  readonly end?: Partial<
    Record<'disk' | 'directoryDisk' | 'countHere' | 'count' | 'size' | 'offset' | 'commentLength', number>
  >;
  /** Zip64 records before the end record, which then says 0xFFFF everywhere but where `end` has something else. */
  readonly zip64?: Partial<
    Record<'recordSize' | 'countHere' | 'count' | 'size' | 'offset' | 'recordAt' | 'disks' | 'disk', bigint>
  >;
  /** Instead of the directory's bytes. */
  readonly directory?: Buffer;
}

/** A ZIP file byte by byte, correct unless something else is asked for. */
export function rawZip(zip: RawZip): Buffer {
  const prefix = zip.prefix ?? Buffer.alloc(0);
  const base = zip.prefixCounts === false ? 0 : prefix.length;
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = base;
  for (const entry of zip.entries) {
    const content = entry.content ?? Buffer.from('SELECT 1;\n');
    const packed = entry.packed ?? (entry.method === 8 ? deflateRawSync(content) : content);
    const truth = {
      name: Buffer.from('dump.sql'),
      versionNeeded: 20,
      flags: 0x800,
      method: 0,
      crc: crc32(content),
      packedSize: packed.length,
      size: content.length,
      extra: Buffer.alloc(0),
    };
    const told = { ...truth, ...withoutPlace(entry) };
    const header = Buffer.concat([
      u32(0x02014b50),
      u16(entry.madeBy ?? 0x314),
      fields(told),
      u16(0),
      u16(entry.disk ?? 0),
      u16(0),
    ]);
    const place = Buffer.concat([u32(entry.attributes ?? 0o100644 * 65_536), u32(entry.offset ?? at)]);
    directory.push(header, place, told.name, told.extra);
    const local = { ...told, extra: Buffer.alloc(0), ...entry.local };
    const file = Buffer.concat([
      u32(0x04034b50),
      fields(local),
      local.name,
      local.extra,
      packed,
      entry.descriptor ?? Buffer.alloc(0),
    ]);
    files.push(file);
    at += file.length;
  }
  const listed = zip.directory ?? Buffer.concat(directory);
  const { entries, end = {}, comment = Buffer.alloc(0) } = zip;
  const wide = zip.zip64 !== undefined;
  const tail = Buffer.concat([
    u32(0x06054b50),
    u16(end.disk ?? (wide ? 0xffff : 0)),
    u16(end.directoryDisk ?? (wide ? 0xffff : 0)),
    u16(end.countHere ?? (wide ? 0xffff : entries.length)),
    u16(end.count ?? (wide ? 0xffff : entries.length)),
    u32(end.size ?? (wide ? 0xffffffff : listed.length)),
    u32(end.offset ?? (wide ? 0xffffffff : at)),
    u16(end.commentLength ?? comment.length),
    comment,
  ]);
  const records =
    zip.zip64 === undefined ? Buffer.alloc(0) : zip64Records(zip.zip64, entries.length, listed.length, at);
  return Buffer.concat([prefix, ...files, listed, records, tail, zip.suffix ?? Buffer.alloc(0)]);
}

/** An extra field of the directory or a local header. */
export const extraField = (id: number, data: Buffer): Buffer => Buffer.concat([u16(id), u16(data.length), data]);

export const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
export const u64 = (value: bigint | number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

const FIELDS = ['name', 'versionNeeded', 'flags', 'method', 'crc', 'packedSize', 'size', 'extra'] as const;

const withoutPlace = (entry: RawEntry): RawFields =>
  Object.fromEntries(FIELDS.filter((field) => entry[field] !== undefined).map((field) => [field, entry[field]]));

const fields = (of: Required<RawFields>): Buffer =>
  Buffer.concat([
    u16(of.versionNeeded),
    u16(of.flags),
    u16(of.method),
    u32(0x5b061234),
    u32(of.crc),
    u32(of.packedSize),
    u32(of.size),
    u16(of.name.length),
    u16(of.extra.length),
  ]);

const zip64Records = (told: NonNullable<RawZip['zip64']>, count: number, size: number, at: number): Buffer =>
  Buffer.concat([
    u32(0x06064b50),
    u64(told.recordSize ?? 44),
    u16(45),
    u16(45),
    u32(Number(told.disk ?? 0n)),
    u32(Number(told.disk ?? 0n)),
    u64(told.countHere ?? count),
    u64(told.count ?? count),
    u64(told.size ?? size),
    u64(told.offset ?? at),
    u32(0x07064b50),
    u32(0),
    u64(told.recordAt ?? at + size),
    u32(Number(told.disks ?? 1n)),
  ]);
