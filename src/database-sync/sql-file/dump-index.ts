import { crc32 } from 'node:zlib';
import type { RowSums } from '../../connectors/postgres/copy/row-sums.js';

/**
 * What stands at the end of a dump of this program, in comments: where each part of the file is, and what the rows of
 * each table sum up to.
 *
 * 1. Parts follow each other without a gap from the first byte of the file to the index. Compressed, each is a member
 *    of its own, so that parts can be read in any order, also from the file as `gunzip` leaves it.
 * 2. A part is whole statements; one of rows has rows of one table only, and begins and ends with a COPY or an INSERT.
 * 3. The last line has a fixed length and is not compressed: the index is found from the end of the file.
 */
export interface DumpIndex {
  /** 2 where statements about one thing, a large object, stand in several parts: what reads 1 only would read some. */
  readonly format: 1 | 2;
  readonly database: string;
  /** Of the server: `15.18` is 150018. */
  readonly version: number;
  /** The moment of the snapshot; ISO 8601, UTC. */
  readonly takenAt: string;
  readonly encoding: string;
  /** Whether only some tables were asked for. */
  readonly partial: boolean;
  readonly rowsAs: 'copy' | 'inserts';
  readonly tables: readonly IndexedTable[];
  readonly parts: readonly DumpPart[];
}

/** The sums are those of the rows as the text of COPY, also where the file has INSERTs. */
export interface IndexedTable extends RowSums {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  /** The partitioned table that the rows are written to. */
  readonly through?: { readonly schema: string; readonly name: string };
}

export interface DumpPart {
  /** Its first byte and its length in the file. */
  readonly at: number;
  readonly bytes: number;
  /** The same of the text that it has. */
  readonly textAt: number;
  readonly textBytes: number;
  /** The CRC-32 of its text. */
  readonly crc: number;
  /** Of its text. */
  readonly lines: number;
  /** The place of its table in the index; absent for other statements. */
  readonly table?: number;
}

/** Where the index begins, in the file and in its text, and the CRC-32 of its text. */
export interface IndexPlace {
  readonly at: number;
  readonly textAt: number;
  readonly crc: number;
}

const HEAD = '-- Stevedore index';
/** The first line of a dump of this program. */
export const FIRST_LINE = '-- Stevedore dump of a PostgreSQL database';

export const renderIndex = ({ tables, parts, ...head }: DumpIndex): string =>
  [
    `\n${HEAD}`,
    `-- ${JSON.stringify(head)}`,
    ...tables.map((table) => `-- ${JSON.stringify(table)}`),
    ...parts.map(
      ({ at, bytes, textAt, textBytes, crc, lines, table }) =>
        `-- ${JSON.stringify([at, bytes, textAt, textBytes, crc, lines, ...(table === undefined ? [] : [table])])}`,
    ),
    '',
  ].join('\n');

/** Undefined if the text is no index. */
export const parseIndex = (text: string): DumpIndex | undefined => {
  const [empty, head, first = '', ...lines] = text.split('\n');
  if (empty !== '' || head !== HEAD) return undefined;
  const read = (line: string): unknown => JSON.parse(line.slice(3));
  try {
    const tables: IndexedTable[] = [];
    const parts: DumpPart[] = [];
    for (const line of lines) {
      if (line === '') continue;
      const value = read(line);
      if (Array.isArray(value)) parts.push(partOf(value as number[]));
      else tables.push(value as IndexedTable);
    }
    const index = { ...(read(first) as Omit<DumpIndex, 'tables' | 'parts'>), tables, parts };
    return [1, 2].includes(index.format) ? index : undefined;
  } catch {
    return undefined;
  }
};

const partOf = ([
  at = 0,
  bytes = 0,
  textAt = 0,
  textBytes = 0,
  crc = 0,
  lines = 0,
  table,
]: readonly number[]): DumpPart => ({
  at,
  bytes,
  textAt,
  textBytes,
  crc,
  lines,
  ...(table === undefined ? {} : { table }),
});

const LAST = /-- Stevedore index at (\d{16}), in the text at (\d{16}), sum ([0-9a-f]{8})\n/;
/** More than the last line takes, its member's frame included. */
export const LAST_BYTES = 160;

export const renderPlace = ({ at, textAt, crc }: IndexPlace): string =>
  `-- Stevedore index at ${digits(at)}, in the text at ${digits(textAt)}, sum ${crc.toString(16).padStart(8, '0')}\n`;

const digits = (number: number): string => String(number).padStart(16, '0');

/** Finds the last line in the last bytes of a file. */
export const parsePlace = (end: Buffer): IndexPlace | undefined => {
  const found = LAST.exec(end.toString('latin1'));
  if (found === null) return undefined;
  return { at: Number(found[1]), textAt: Number(found[2]), crc: Number.parseInt(found[3] ?? '', 16) };
};

export const crcOf = (text: string): number => crc32(text);
