import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CSV, readRecords } from '../../../test/support/read-records.js';
import type { CsvFormat } from '../../contracts/table-import/file-format.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pollutions-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const COLUMNS = ['id', 'date', 'title', 'amount', 'note', 'place'];
const ROWS = 84;

/** Some values are quoted, have a delimiter in them, a quote, or a line end. */
const fieldsOf = (row: number): string[] => [
  `${row}`,
  `2026-01-${String(1 + (row % 28)).padStart(2, '0')}`,
  row % 3 === 0 ? `"Chess, ${row}"` : `Open ${row}`,
  `${row}.50`,
  row % 4 === 0 ? `"said ""yes"" ${row}"` : row % 9 === 0 ? `"two\nlines ${row}"` : `note ${row}`,
  row % 5 === 0 ? '' : `"Zürich"`,
];

const valueOf = (field: string): string =>
  field.startsWith('"')
    ? field.slice(1, -1).replaceAll('""', '"').replaceAll('\n', '\\n')
    : field === ''
      ? '\\N'
      : field;

const rules = COLUMNS.map((name) => ({ name, type: 'text' }) as const);

interface Document {
  readonly bytes: string;
  /** The line that each row begins on. */
  readonly lines: number[];
}

/** The file with some of its rows written in another way. */
const write = (damaged: ReadonlyMap<number, string>, end = '\n'): Document => {
  const lines: number[] = [];
  let bytes = `${COLUMNS.join(',')}${end}`;
  for (let row = 0; row < ROWS; row++) {
    lines.push(bytes.split(/\r\n|\n|\r/).length);
    bytes += `${damaged.get(row) ?? fieldsOf(row).join(',')}${end}`;
  }
  return { bytes, lines };
};

/** The lines of all rows but these. */
const linesOf = ({ lines }: Document, without: readonly number[]): string[] =>
  lines.flatMap((line, row) => (without.includes(row) ? [] : [`${line}\t${fieldsOf(row).map(valueOf).join('\t')}`]));

const read = (bytes: string | Buffer, format: CsvFormat = CSV) => readRecords(folder, bytes, { rules, format });

describe('a file that is polluted', () => {
  it('loses only the row that has a delimiter too few or too many, whichever it is', async () => {
    for (let row = 0; row < ROWS; row++) {
      const fields = fieldsOf(row);
      for (const damage of [`${fields.join(',')},`, fields.slice(0, -1).join(','), ` ${fields[0]} ${fields[1]}`]) {
        const document = write(new Map([[row, damage]]));
        const { lines, rejects } = await read(document.bytes);
        expect(rejects.map(({ line, raw }) => [line, raw.toString()])).toEqual([[document.lines[row], `${damage}\n`]]);
        expect(rejects[0]?.reasons[0]?.code).toBe('field_count');
        expect(lines).toEqual(linesOf(document, [row]));
      }
    }
  }, 60_000);

  it('keeps every other row where a quote stands before any value', async () => {
    for (let row = 0; row < ROWS; row++) {
      for (let column = 0; column < COLUMNS.length; column++) {
        const fields = fieldsOf(row);
        fields[column] = `"${fields[column] ?? ''}`;
        const document = write(new Map([[row, fields.join(',')]]));
        const { lines, rejects } = await read(document.bytes);
        const others = lines.filter((line) => !line.startsWith(`${document.lines[row]}\t`));
        // What is behind the first line of the row is read as records, which are damaged too.
        const where = [row, column, rejects.map(({ line, raw }) => [line, raw.toString()])];
        expect([where, others]).toEqual([where, linesOf(document, [row])]);
        const first = document.lines[row] as number;
        const next = document.lines[row + 1] ?? Infinity;
        for (const { line } of rejects) expect([where, line >= first && line < next]).toEqual([where, true]);
        // The row is a reject, or its value has the quote as it stands there.
        expect([where, rejects.length > 0 || lines.length === ROWS]).toEqual([where, true]);
      }
    }
  }, 60_000);

  it('keeps a quote within a value, or behind it, as it stands there', async () => {
    const document = write(new Map([[6, '6,2026-01-07,Ra"dio,6.50,no"te" 6,"Zürich"']]));
    const { lines, rejects } = await read(document.bytes);
    expect(rejects).toEqual([]);
    expect(lines.find((line) => line.startsWith(`${document.lines[6]}\t`))).toContain('\tRa"dio\t6.50\tno"te" 6\t');
  });

  it.each(['\n', '\r\n', '\r'])('is read with %j at the end of lines, with the last one or without', async (end) => {
    const document = write(new Map(), end);
    for (const bytes of [document.bytes, document.bytes.slice(0, -end.length)]) {
      const { lines, rejects } = await read(bytes);
      expect(rejects).toEqual([]);
      expect(lines).toEqual(linesOf(document, []));
    }
  });

  it('is read with blank lines, a byte order mark, a preamble and comments', async () => {
    const document = write(new Map());
    const plain = linesOf(document, []).map((line) => line.slice(line.indexOf('\t')));
    const withBlank = document.bytes.replaceAll('\n40,', '\n\n\n40,');
    const preamble = `Exported "today\nby nobody\n${document.bytes}`;
    const comments = document.bytes.replaceAll('\n40,', '\n# a comment, with "a quote\n40,');
    for (const [bytes, format] of [
      [withBlank, CSV],
      [`\uFEFF${document.bytes}`, CSV],
      [preamble, { ...CSV, skipLines: 2 }],
      [comments, { ...CSV, comment: '#' }],
    ] as const) {
      const { lines, rejects } = await read(bytes, format);
      expect(rejects).toEqual([]);
      expect(lines.map((line) => line.slice(line.indexOf('\t')))).toEqual(plain);
    }
  });

  it.each<[string, Partial<CsvFormat>, (bytes: string) => string]>([
    ['a semicolon', { delimiter: ';' }, (bytes) => swap(bytes, { ',': ';', ';': ',' })],
    ['a tab', { delimiter: '\t' }, (bytes) => swap(bytes, { ',': '\t' })],
    ['two characters', { delimiter: '||' }, (bytes) => swap(bytes, { ',': '||' })],
    ['apostrophes for quotes', { quote: "'" }, (bytes) => swap(bytes, { '"': "'" })],
    ['a backslash for an escape', { escape: '\\' }, (bytes) => bytes.replaceAll('""', '\\"')],
  ])('is read with %s', async (_title, dialect, change) => {
    const document = write(new Map());
    const { lines, rejects } = await read(change(document.bytes), { ...CSV, ...dialect });
    expect(rejects).toEqual([]);
    const wanted = linesOf(document, []).map((line) =>
      dialect.escape === undefined ? escapeTabs(change, line) : line,
    );
    expect(lines).toEqual(wanted);
  });

  it('rejects the last row alone where the file is cut off in a quoted value', async () => {
    const document = write(new Map([[ROWS - 1, '83,2026-01-28,"Cut off']]));
    const { lines, rejects } = await read(document.bytes.slice(0, -1));
    expect(rejects.map(({ line, reasons }) => [line, reasons[0]?.code])).toEqual([
      [document.lines.at(-1), 'unclosed_quote'],
    ]);
    expect(lines).toEqual(linesOf(document, [ROWS - 1]));
  });
});

const swap = (bytes: string, characters: Readonly<Record<string, string>>): string =>
  [...bytes].map((one) => characters[one] ?? one).join('');

/** The values of a line with the same change as the file's, as the server reads a tab. */
const escapeTabs = (change: (bytes: string) => string, line: string): string =>
  line
    .split('\t')
    .map((value) => change(value).replaceAll('\t', '\\t'))
    .join('\t');
