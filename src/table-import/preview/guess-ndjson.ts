import type { Doubt, FilePreview, SaidOfFile } from '../../contracts/table-import/preview/file-preview.js';
import type { JsonValue } from '../../formats/ndjson/ndjson-records.js';
import { NdjsonRecords } from '../../formats/ndjson/ndjson-records.js';
import { jsonText } from '../records/json-values.js';
import { guessColumns } from './guess-columns.js';
import { guessEncoding, NO_RECORD, PREVIEWED_ROWS, readHead } from './read-head.js';

/**
 * Reads the encoding of the whole file, and the names and types of its first 64 KiB. Throws TEXT_ENCODING_INVALID,
 * FILE_MISSING and FILE_CHANGED.
 */
export const guessNdjson = async (path: string, said: Pick<SaidOfFile, 'encoding'> = {}): Promise<FilePreview> => {
  const { encoding, needed, doubts } = await guessEncoding(path, said.encoding);
  const { text, whole } = await readHead(path, encoding);
  // The last line of a part is no whole record.
  const end = whole ? text.length : text.lastIndexOf('\n') + 1;
  const objects: Readonly<Record<string, JsonValue>>[] = [];
  let flawed = 0;
  for (const { value } of new NdjsonRecords(text.length + 1).push(text.subarray(0, end), true)) {
    if (value === undefined) flawed++;
    else objects.push(value);
  }
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))].slice(0, MOST_NAMES);
  const records = objects.map((object) => names.map((name) => jsonText(object[name])));
  return {
    format: 'ndjson',
    encoding,
    encodingNeeded: needed,
    columns: guessColumns(names, records),
    rows: records.slice(0, PREVIEWED_ROWS),
    doubts: [...doubts, ...(flawed === 0 ? [] : [notJson(flawed)]), ...(objects.length === 0 ? [NO_RECORD] : [])],
  };
};

const MOST_NAMES = 1_600;

const notJson = (lines: number): Doubt => ({
  code: 'not_json',
  message: `${lines} of the first lines are no JSON objects`,
  values: { lines: String(lines) },
});
