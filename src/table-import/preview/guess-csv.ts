import type { Doubt, FilePreview, SaidOfFile } from '../../contracts/table-import/preview/file-preview.js';
import { RecordReader } from '../../formats/csv/records/record-reader.js';
import { csvDialectOf } from '../records/csv-dialect-of.js';
import { guessColumns } from './guess-columns.js';
import { guessEncoding, NO_RECORD, PREVIEWED_ROWS, readHead } from './read-head.js';

/**
 * Reads the encoding of the whole file, and dialect and types of its first 64 KiB: each delimiter is tried with the
 * reader of imports. What is `said` is not guessed. Throws TEXT_ENCODING_INVALID, FILE_MISSING, FILE_CHANGED and
 * CONFIG_INVALID for a delimiter that cannot be read.
 */
export const guessCsv = async (path: string, said: SaidOfFile = {}): Promise<CsvGuess> => {
  const { encoding, needed, doubts } = await guessEncoding(path, said.encoding);
  const { text, whole } = await readHead(path, encoding);
  const skipLines = said.skipLines ?? (/^sep=.\r?\n/.test(text.toString('latin1', 0, 8)) ? 1 : 0);
  const candidates = (said.delimiter === undefined ? DELIMITERS : [said.delimiter])
    .map((delimiter) => tryDelimiter(text, whole, delimiter, skipLines))
    .filter(({ share, fields }) => share >= SAME && fields >= 2)
    .sort((one, two) => two.fields - one.fields);
  const [best, second] = candidates;
  const chosen = best ?? tryDelimiter(text, whole, said.delimiter ?? ',', skipLines);
  const header = said.header ?? true;
  const [first = []] = chosen.records;
  const names = header ? first.map((name) => (name ?? '').trim()) : first.map((_, index) => String(index + 1));
  const records = header ? chosen.records.slice(1) : chosen.records;
  return {
    format: 'csv',
    encoding,
    encodingNeeded: needed,
    delimiter: chosen.delimiter,
    skipLines,
    header,
    columns: guessColumns(names, records),
    rows: records.slice(0, PREVIEWED_ROWS),
    doubts: [
      ...doubts,
      ...(best === undefined && said.delimiter === undefined
        ? [
            {
              code: 'one_column',
              message: 'no delimiter gives records of the same length: is it a table of one column?',
            } as const,
          ]
        : []),
      ...(best !== undefined && second?.fields === best.fields
        ? [tie(shown(best.delimiter), shown(second.delimiter))]
        : []),
      ...(skipLines === 1 && said.skipLines === undefined
        ? [
            {
              code: 'sep_line',
              message: 'the first line is of a spreadsheet ("sep="), and is skipped',
            } as const,
          ]
        : []),
      ...(chosen.share < 1 ? [ragged(String(Math.max(1, Math.round((1 - chosen.share) * 100))))] : []),
      ...(chosen.records.length === (header ? 1 : 0) ? [NO_RECORD] : []),
      ...(header ? doubtsAboutNames(names, said.header === undefined) : []),
    ],
  };
};

/** What is guessed of CSV. */
export type CsvGuess = FilePreview & Required<Pick<FilePreview, 'delimiter' | 'skipLines' | 'header'>>;

const tie = (first: string, second: string): Doubt => ({
  code: 'tie',
  message: `${first} and ${second} both fit`,
  values: { first, second },
});

const ragged = (percent: string): Doubt => ({
  code: 'ragged',
  message: `${percent} % of the records have another length`,
  values: { percent },
});

const DELIMITERS = [',', ';', '\t', '|'];
/** So many of the records must have as many fields as most. */
const SAME = 0.95;

const shown = (delimiter: string): string => (delimiter === '\t' ? 'a tab' : `"${delimiter}"`);

interface Tried {
  readonly delimiter: string;
  /** How many fields most records have, and how large a share of them. */
  readonly fields: number;
  readonly share: number;
  readonly records: readonly (readonly (string | null)[])[];
}

const tryDelimiter = (text: Buffer, whole: boolean, delimiter: string, skipLines: number): Tried => {
  const dialect = csvDialectOf({
    ...{
      format: 'csv',
      delimiter,
      quote: '"',
      skipLines: 0,
      header: true,
      mapping: {},
      maxRecordBytes: text.length + 1,
    },
  });
  const reader = new RecordReader(dialect, text.length + 1);
  for (let line = 0; line < skipLines; line++) reader.skipLine(text, text.length, whole);
  const records: (string | null)[][] = [];
  for (let record = reader.next(text, text.length, whole); record !== undefined; ) {
    if (record.flaw === undefined) records.push(reader.values(text));
    record = reader.next(text, text.length, whole);
  }
  const counts = new Map<number, number>();
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [fields = 0, most = 0] = [...counts].sort((one, two) => two[1] - one[1])[0] ?? [];
  const good = records.filter(({ length }) => length === fields);
  return { delimiter, fields, share: records.length === 0 ? 0 : most / records.length, records: good };
};

const doubtsAboutNames = (names: readonly string[], isHeaderGuessed: boolean): Doubt[] => {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return [
    ...(names.includes('') ? [{ code: 'unnamed_column', message: 'a column has no name' } as const] : []),
    ...(twice === undefined
      ? []
      : [{ code: 'name_twice', message: `the name "${twice}" comes twice`, values: { name: twice } } as const]),
    ...(isHeaderGuessed && names.length > 0 && names.every((name) => /^[\d.,-]*$/.test(name))
      ? [
          {
            code: 'no_header',
            message: 'the first record looks like values: does the file have a header?',
          } as const,
        ]
      : []),
  ];
};
