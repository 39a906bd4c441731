import { StevedoreError } from '../../contracts/errors.js';
import type { CsvFormat, FileFormat, NdjsonFormat } from '../../contracts/table-import/file-format.js';
import type { JsonPath } from '../../contracts/table-import/pages/json-path.js';
import { parseJsonPath, valueAt } from '../../contracts/table-import/pages/json-path.js';
import type { JsonValue } from '../../formats/ndjson/ndjson-records.js';
import { NdjsonRecords } from '../../formats/ndjson/ndjson-records.js';
import { decodeText } from '../../formats/text-encoding/decode-text.js';
import { readFile } from './read-file.js';
import { readHeader } from './read-header.js';

/** What a file calls its columns. */
export interface FileNames {
  /** Absent where the file does not say: its columns are the table's, in its order. */
  readonly names?: readonly string[];
  readonly header: Buffer;
  /** Names that are columns only where the table has them, and nothing else is mapped to them. @default none */
  readonly yielding?: ReadonlySet<string>;
}

/**
 * Reads what the columns of a file are called: the header of CSV, every name that an object of NDJSON has. Throws
 * FILE_EMPTY where there is no record and has to be one, FILE_HEADER_INVALID, FILE_CHANGED and FILE_MISSING.
 */
export const readNames = (
  path: string,
  format: FileFormat,
  encoding: string,
  signal?: AbortSignal,
): Promise<FileNames> =>
  format.format === 'csv' ? namesOfCsv(path, format, encoding) : namesOfObjects(path, format, encoding, signal);

const namesOfCsv = async (path: string, format: CsvFormat, encoding: string): Promise<FileNames> => {
  let bytes: Buffer = Buffer.alloc(0);
  let found: FileNames | undefined;
  for await (const { piece, final } of withFinal(decodeText(readFile(path), encoding))) {
    bytes = Buffer.concat([bytes, piece]);
    const passed = readHeader(bytes, final, format);
    if (passed === undefined) continue;
    const { names, reader, raw } = passed;
    refuseMany(names?.length ?? 0);
    found = { ...(names !== undefined && { names }), header: Buffer.from(raw) };
    // The first record, too, has to be there; what is behind it is not read.
    if (reader.next(bytes, bytes.length, final) !== undefined) return found;
    if (final) break;
  }
  if (found?.names !== undefined && format.mayBeEmpty === true) return found;
  if (found === undefined) throw new StevedoreError('FILE_EMPTY', 'Cannot import the file: it is empty');
  throw new StevedoreError(
    'FILE_EMPTY',
    `Cannot import the file: it has ${found.names === undefined ? '' : 'a header and '}no record`,
  );
};

const namesOfObjects = async (
  path: string,
  { maxRecordBytes, mapping, sparse = false }: NdjsonFormat,
  encoding: string,
  signal?: AbortSignal,
): Promise<FileNames> => {
  const names = new Set<string>(sparse ? Object.keys(mapping) : []);
  const paths = pathsOf(mapping);
  const records = new NdjsonRecords(maxRecordBytes);
  for await (const { piece, final } of withFinal(
    decodeText(readFile(path, signal === undefined ? {} : { signal }), encoding),
  )) {
    for (const { value } of records.push(piece, final)) {
      for (const name in value) names.add(name);
      for (const [name, path] of paths)
        if (value !== undefined && valueAt<JsonValue>(value, path) !== undefined) names.add(name);
    }
    refuseMany(names.size);
  }
  if (records.records === 0) throw new StevedoreError('FILE_EMPTY', 'Cannot import the file: it has no record');
  // Objects that paths lead through; of services any name, because their records have what they like.
  const through = [...paths.values()].map(([first]) => String(first));
  const yielding = new Set([...through, ...(sparse ? Object.values(mapping) : [])]);
  return { names: [...names], header: Buffer.alloc(0), yielding };
};

/** The names of a mapping that may be paths. */
export const pathsOf = (mapping: Readonly<Record<string, string>>): ReadonlyMap<string, JsonPath> =>
  new Map(
    Object.keys(mapping).flatMap((name) => {
      const path = parseJsonPath(name) ?? [];
      return path.length < 2 && path[0] === name ? [] : [[name, path] as const];
    }),
  );

/** No database has a table with so many columns; names without end would fill the memory. */
const MOST_NAMES = 50_000;

const refuseMany = (count: number): void => {
  if (count <= MOST_NAMES) return;
  throw new StevedoreError(
    'FILE_HEADER_INVALID',
    `Cannot import the file: its records have more than ${MOST_NAMES} names; no table has so many columns`,
  );
};

const EMPTY = Buffer.alloc(0);

/** Says of each piece whether it is the last; the last one is empty. */
export async function* withFinal(
  pieces: AsyncIterable<Buffer>,
): AsyncGenerator<{ readonly piece: Buffer; readonly final: boolean }, void, undefined> {
  for await (const piece of pieces) yield { piece, final: false };
  yield { piece: EMPTY, final: true };
}
