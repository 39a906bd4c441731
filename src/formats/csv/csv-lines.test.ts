import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_DIALECT } from './csv-dialect.js';
import type { CsvDialect } from './csv-dialect.js';
import { CsvLines } from './csv-lines.js';
import type { AskedRecord } from './csv-lines.js';
import type { KernelColumn } from './kernel-columns.js';
import { encodeLine } from './records/encode-line.js';

const PIECES = [1, 2, 3, 7, 16, 1000];
/** More by hand: 5,000 took six minutes. */
const RUNS = Number(process.env['STEVEDORE_FUZZ_RUNS'] ?? 40);
const DIALECT: CsvDialect = { ...DEFAULT_DIALECT, header: false };
const texts = (count: number): KernelColumn[] =>
  Array.from({ length: count }, () => ({ check: { kind: 'text' }, required: false }));

interface Read {
  readonly lines: string[];
  readonly records: number;
  readonly rejects: string[];
}

interface Reading {
  readonly dialect?: CsvDialect;
  readonly columns?: readonly KernelColumn[];
  readonly piece?: number;
  readonly kernel?: boolean;
  readonly maxRecordBytes?: number;
}

/** The lines of a document in the order of their numbers, and what became of the other records. */
const read = (document: string | Buffer, reading: Reading = {}): Read => {
  const { dialect = DIALECT, columns = texts(3), piece = 1000, kernel = true, maxRecordBytes = 1 << 20 } = reading;
  const rejects: string[] = [];
  const decide = ({ number, line, raw, values, flaw, quoteLine }: AskedRecord): string | undefined => {
    if (flaw === undefined && values.length === columns.length && !raw.includes(0)) return encodeLine(line, values);
    rejects.push(`${number} ${line} ${flaw ?? 'ragged'} ${quoteLine ?? ''} ${JSON.stringify(raw.toString())}`);
    return undefined;
  };
  const csv = new CsvLines({ dialect, columns, maxRecordBytes, decide, kernel });
  const bytes = Buffer.from(document);
  let out = '';
  for (let at = 0; at < bytes.length; at += piece) {
    for (const lines of csv.push(bytes.subarray(at, at + piece), at + piece >= bytes.length)) out += lines.toString();
  }
  const lines = out === '' ? [] : out.slice(0, -1).split('\n');
  lines.sort((one, two) => parseInt(one) - parseInt(two));
  return { lines, records: csv.records, rejects };
};

/** Every way to read a document yields the same. */
const readAnyhow = (document: string | Buffer, reading: Reading = {}): Read => {
  const [first, ...others] = PIECES.flatMap((piece) =>
    [true, false].map((kernel) => read(document, { ...reading, piece, kernel })),
  );
  for (const other of others) expect(other).toEqual(first);
  return first as Read;
};

describe('the lines of a CSV file', () => {
  it.each<[string, string, string[]]>([
    ['tell nothing from an empty text', '1,,""\n', ['1\t1\t\\N\t']],
    ['undo doubled quotes', '1,"a ""b"" c",""""\n', ['1\t1\ta "b" c\t"']],
    ['have the line that a record begins on', '1,"a\nb",c\n2,d,e\n', ['1\t1\ta\\nb\tc', '3\t2\td\te']],
    ['escape what the server would read', '1,a\\b,"c\td"\n', ['1\t1\ta\\\\b\tc\\td']],
    ['keep a stray quote', '1,a"b,c\n2,"d"e",f\n', ['1\t1\ta"b\tc', '2\t2\td"e\tf']],
    ['keep a CR alone in a file of LF', '1,a,c\n2,b\rc,d\n', ['1\t1\ta\tc', '2\t2\tb\\rc\td']],
    ['end records at CR in a file of CR', '1,a,b\r2,"c\rd",e\r', ['1\t1\ta\tb', '2\t2\tc\\rd\te']],
    ['skip blank lines', '1,a,b\n\n\r\n2,c,d\n', ['1\t1\ta\tb', '4\t2\tc\td']],
    ['need no last line end', '1,a,b\n2,c,', ['1\t1\ta\tb', '2\t2\tc\t\\N']],
  ])('%s', (_title, document, lines) => {
    expect(readAnyhow(document).lines).toEqual(lines);
  });

  it('take a blank line of a file with one column for an empty value', () => {
    expect(readAnyhow('a\n\nb\n', { columns: texts(1) }).lines).toEqual(['1\ta', '2\t\\N', '3\tb']);
  });

  it.each<[string, Partial<CsvDialect>, string, string[]]>([
    ['a delimiter of several bytes', { delimiter: '||' }, '1||a|b||"c||d"\n', ['1\t1\ta|b\tc||d']],
    ['a delimiter beyond ASCII', { delimiter: '§' }, '1§ä§"§"\n', ['1\t1\tä\t§']],
    ['a tab', { delimiter: '\t' }, '1\ta\t"b\tc"\n', ['1\t1\ta\tb\\tc']],
    ['no quote', { quote: '' }, '1,"a,b"\n', ['1\t1\t"a\tb"']],
    ['another quote', { quote: "'" }, "1,'a,''b',\"c\n", ['1\t1\ta,\'b\t"c']],
    ['an escape character', { escape: '\\' }, '1,"a\\"b",c\\,d\n', ['1\t1\ta"b\tc,d']],
    ['comments', { comment: '#' }, '#1,2\n1,#,a\n#"\n2,b,c\n', ['2\t1\t#\ta', '4\t2\tb\tc']],
  ])('know %s', (_title, dialect, document, lines) => {
    const { lines: found, rejects } = readAnyhow(document, { dialect: { ...DIALECT, ...dialect } });
    expect(found).toEqual(lines);
    expect(rejects).toEqual([]);
  });

  it('leave out a record with too few or too many fields, and no other', () => {
    const { lines, records, rejects } = readAnyhow('1,a,b\n2,c\n3,d,e,f\n4,g,h\n');
    expect(lines).toEqual(['1\t1\ta\tb', '4\t4\tg\th']);
    expect(records).toBe(4);
    expect(rejects).toEqual(['2 2 ragged  "2,c\\n"', '3 3 ragged  "3,d,e,f\\n"']);
  });

  it('leave out the first line alone of a record whose quote never closes', () => {
    const { lines, rejects } = readAnyhow('1,a,b\n2,"c,d\n3,e,f\n4,g,h\n');
    expect(lines).toEqual(['1\t1\ta\tb', '3\t3\te\tf', '4\t4\tg\th']);
    expect(rejects).toEqual(['2 2 unclosed-quote 2 "2,\\"c,d\\n"']);
  });

  it('name the line of the quote that never closes', () => {
    const { rejects } = readAnyhow('1,"a\nb","c\n2,d,e\n');
    expect(rejects[0]).toBe('1 1 unclosed-quote 2 "1,\\"a\\n"');
  });

  it('go on behind a record that is too long', () => {
    const { lines, rejects } = readAnyhow(`1,${'x'.repeat(40)},b\n2,c,d\n`, { maxRecordBytes: 32 });
    expect(lines).toEqual(['2\t2\tc\td']);
    expect(rejects).toEqual([`1 1 too-long  ${JSON.stringify(`1,${'x'.repeat(30)}`)}`]);
  });

  it('take as long for many quotes that never close as for one', () => {
    const document = '"a\n'.repeat(40_000);
    const since = process.cpuUsage();
    const { rejects } = read(document, { columns: texts(1), piece: 1 << 16 });
    expect(rejects).toHaveLength(40_000);
    expect(process.cpuUsage(since).user).toBeLessThan(5_000_000);
  });

  it('read what was written from rows, whatever the quoting and the pieces', () => {
    const value = fc.oneof(
      fc.constant(null),
      fc.string({ maxLength: 24 }),
      fc.string({ unit: fc.constantFrom('a', 'ß', '😀', '"', ',', '\n', '\r', '\t', '\\', ' '), maxLength: 40 }),
    );
    const rows = fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 8 });
    const style = fc.record({ end: fc.constantFrom('\n', '\r\n'), last: fc.boolean(), always: fc.boolean() });
    fc.assert(
      fc.property(rows, style, (table, { end, last, always }) => {
        const all = [['first', 'x', 'y'], ...table];
        const write = (text: string | null): string => {
          if (text === null) return '';
          return always || text === '' || /["\n\r,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        };
        const document = all.map((row) => row.map(write).join(',')).join(end) + (last ? end : '');
        const { lines, rejects } = readAnyhow(document);
        expect(lines.map((line) => line.slice(line.indexOf('\t')))).toEqual(
          all.map((row) => encodeLine(0, row).slice(1, -1)),
        );
        expect(rejects).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('are the same by the kernel and by the slower reader, for any bytes in any pieces', () => {
    const unit = fc.constantFrom(
      '"',
      '""',
      ',',
      '\n',
      '\r',
      '\r\n',
      'a',
      'bc',
      'ü',
      ' ',
      '\\',
      '\t',
      '1',
      'x'.repeat(17),
      '\0',
    );
    const document = fc.array(unit, { maxLength: 60 }).map((units) => units.join(''));
    fc.assert(
      fc.property(
        document,
        fc.constantFrom(1, 2, 3),
        fc.constantFrom(8, 24, 1 << 20),
        (text, count, maxRecordBytes) => {
          readAnyhow(text, { columns: texts(count), maxRecordBytes });
        },
      ),
      { numRuns: 4 * RUNS },
    );
  });

  it('are what csv-parse reads, where every record is well-formed', () => {
    const field = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'b', 'é', ' ', "'", ';'), minLength: 1, maxLength: 20 }),
      fc
        .string({ unit: fc.constantFrom('a', '"', ',', '\n', 'ü'), maxLength: 20 })
        .map((text) => `"${text.replaceAll('"', '""')}"`),
    );
    const rows = fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(rows, (table) => {
        const document = `h,h,h\n${table.map((row) => row.join(',')).join('\n')}\n`;
        const parsed: unknown = parse(document);
        const wanted = (parsed as string[][]).map((row) => encodeLine(0, row).slice(1, -1));
        expect(readAnyhow(document).lines.map((line) => line.slice(line.indexOf('\t')))).toEqual(wanted);
      }),
      { numRuns: RUNS },
    );
  });
});
