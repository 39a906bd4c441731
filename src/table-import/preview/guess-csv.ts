import { readFile } from '../records/read-file.js';
import { RecordReader } from '../../formats/csv/records/record-reader.js';
import { decodeText } from '../../formats/text-encoding/decode-text.js';
import { encodingLabel } from '../../formats/text-encoding/choose-encoding.js';
import { EncodingProbe } from '../../formats/text-encoding/probe-encoding.js';
import type { GuessedColumn } from './guess-columns.js';
import { guessColumns } from './guess-columns.js';

/** How a CSV file seems to be written; for a person to confirm, never for a run. */
export interface CsvGuess {
  readonly encoding: string;
  /** Whether the configuration must say it: the file does not show it by itself. */
  readonly encodingNeeded: boolean;
  readonly delimiter: string;
  readonly skipLines: number;
  readonly columns: readonly GuessedColumn[];
  /** The first records, as they are read. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** What a person should look at. */
  readonly doubts: readonly string[];
}

/**
 * Reads the encoding of the whole file, and dialect and types of its first 64 KiB: each delimiter is tried with the
 * reader of imports. Throws TEXT_ENCODING_INVALID, FILE_MISSING and FILE_CHANGED.
 */
export const guessCsv = async (path: string, given: { readonly encoding?: string } = {}): Promise<CsvGuess> => {
  const { encoding, needed, doubts } = await guessEncoding(path, given.encoding);
  const { text, whole } = await head(path, encoding);
  const skipLines = /^sep=.\r?\n/.test(text.toString('latin1', 0, 8)) ? 1 : 0;
  const candidates = DELIMITERS.map((delimiter) => tryDelimiter(text, whole, delimiter, skipLines))
    .filter(({ share, fields }) => share >= SAME && fields >= 2)
    .sort((one, two) => two.fields - one.fields);
  const [best, second] = candidates;
  const chosen = best ?? tryDelimiter(text, whole, ',', skipLines);
  const [names = [], ...records] = chosen.records;
  return {
    encoding,
    encodingNeeded: needed,
    delimiter: chosen.delimiter,
    skipLines,
    columns: guessColumns(
      names.map((name) => (name ?? '').trim()),
      records,
    ),
    rows: records.slice(0, ROWS),
    doubts: [
      ...doubts,
      ...(best === undefined ? ['no delimiter gives records of the same length: is it a table of one column?'] : []),
      ...(best !== undefined && second?.fields === best.fields
        ? [`${shown(best.delimiter)} and ${shown(second.delimiter)} both fit`]
        : []),
      ...(skipLines === 1 ? ['the first line is of a spreadsheet ("sep="), and is skipped'] : []),
      ...(chosen.share < 1 ? [`${Math.round((1 - chosen.share) * 100)} % of the records have another length`] : []),
      ...doubtsAboutNames(names),
    ],
  };
};

const DELIMITERS = [',', ';', '\t', '|'];
const HEAD_BYTES = 64 * 1024;
const ROWS = 20;
/** So many of the records must have as many fields as most. */
const SAME = 0.95;

const shown = (delimiter: string): string => (delimiter === '\t' ? 'a tab' : `"${delimiter}"`);

const guessEncoding = async (
  path: string,
  given: string | undefined,
): Promise<{ readonly encoding: string; readonly needed: boolean; readonly doubts: string[] }> => {
  const probe = new EncodingProbe();
  for await (const piece of readFile(path)) probe.push(piece);
  const { mark, pairs, invalid } = probe.end();
  if (given !== undefined) return { encoding: encodingLabel(given) ?? given, needed: true, doubts: [] };
  if (mark !== undefined || pairs !== undefined)
    return { encoding: mark ?? pairs ?? 'utf-8', needed: false, doubts: [] };
  if (invalid === undefined) return { encoding: 'utf-8', needed: false, doubts: [] };
  const doubt = `the file is not UTF-8 on line ${invalid.line}; as windows-1252 it reads "${invalid.as1252}" there: is that right?`;
  return { encoding: 'windows-1252', needed: true, doubts: [doubt] };
};

/** The beginning of the file in UTF-8. */
const head = async (path: string, encoding: string): Promise<{ readonly text: Buffer; readonly whole: boolean }> => {
  let text: Buffer = Buffer.alloc(0);
  for await (const piece of decodeText(readFile(path), encoding)) {
    text = Buffer.concat([text, piece]);
    if (text.length > HEAD_BYTES) return { text: text.subarray(0, HEAD_BYTES), whole: false };
  }
  return { text, whole: true };
};

interface Tried {
  readonly delimiter: string;
  /** How many fields most records have, and how large a share of them. */
  readonly fields: number;
  readonly share: number;
  readonly records: readonly (readonly (string | null)[])[];
}

const tryDelimiter = (text: Buffer, whole: boolean, delimiter: string, skipLines: number): Tried => {
  const reader = new RecordReader({ delimiter, quote: '"', skipLines: 0, header: true }, text.length + 1);
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

const doubtsAboutNames = (names: readonly (string | null)[]): string[] => {
  const plain = names.map((name) => (name ?? '').trim());
  const twice = plain.filter((name, index) => plain.indexOf(name) !== index);
  return [
    ...(plain.includes('') ? ['a column has no name'] : []),
    ...(twice.length > 0 ? [`the name "${twice[0]}" comes twice`] : []),
    ...(plain.length > 0 && plain.every((name) => /^[\d.,-]*$/.test(name))
      ? ['the first record looks like values: does the file have a header?']
      : []),
  ];
};
