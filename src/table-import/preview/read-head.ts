import type { Doubt } from '../../contracts/table-import/preview/file-preview.js';
import { chooseEncoding } from '../../formats/text-encoding/choose-encoding.js';
import { decodeText } from '../../formats/text-encoding/decode-text.js';
import { EncodingProbe } from '../../formats/text-encoding/probe-encoding.js';
import { fileFacts, readFile } from '../records/read-file.js';

const HEAD_BYTES = 64 * 1024;
/** A preview has so many of the first records. */
export const PREVIEWED_ROWS = 20;

export const NO_RECORD: Doubt = { code: 'no_record', message: 'there is no record in the beginning of the file' };

/**
 * Looks through the whole file for its encoding; where it does not show it by itself, the one that is given is taken,
 * as a run would. Throws TEXT_ENCODING_INVALID, FILE_MISSING and FILE_CHANGED.
 */
export const guessEncoding = async (
  path: string,
  given: string | undefined,
): Promise<{ readonly encoding: string; readonly needed: boolean; readonly doubts: readonly Doubt[] }> => {
  const evidence = await probed(path);
  const { mark, pairs, invalid } = evidence;
  const needed = mark === undefined && pairs === undefined && invalid !== undefined;
  if (!needed || given !== undefined) return { encoding: chooseEncoding(evidence, given), needed, doubts: [] };
  const { line, as1252 } = invalid;
  const message = `the file is not UTF-8 on line ${line}; as windows-1252 it reads "${as1252}" there: is that right?`;
  const values = { line: String(line), reads: as1252 };
  return { encoding: 'windows-1252', needed, doubts: [{ code: 'not_utf8', message, values }] };
};

/** A file that is mapped is looked at again and again, and may be large: what was found last is kept. */
const known = new Map<string, Promise<ReturnType<EncodingProbe['end']>>>();
const MOST_KNOWN = 100;

const probed = async (path: string): Promise<ReturnType<EncodingProbe['end']>> => {
  const { bytes, modifiedMs, inode } = await fileFacts(path);
  const mark = `${path} ${bytes} ${modifiedMs} ${inode}`;
  const found = known.get(mark) ?? probe(path);
  known.delete(mark);
  known.set(mark, found);
  if (known.size > MOST_KNOWN) known.delete([...known.keys()][0] ?? '');
  found.catch(() => known.delete(mark));
  return found;
};

const probe = async (path: string): Promise<ReturnType<EncodingProbe['end']>> => {
  const encodings = new EncodingProbe();
  for await (const piece of readFile(path)) encodings.push(piece);
  return encodings.end();
};

/** The beginning of the file in UTF-8. Throws TEXT_ENCODING_INVALID, FILE_MISSING and FILE_CHANGED. */
export const readHead = async (
  path: string,
  encoding: string,
): Promise<{ readonly text: Buffer; readonly whole: boolean }> => {
  let text: Buffer = Buffer.alloc(0);
  for await (const piece of decodeText(readFile(path), encoding)) {
    text = Buffer.concat([text, piece]);
    if (text.length > HEAD_BYTES) return { text: text.subarray(0, HEAD_BYTES), whole: false };
  }
  return { text, whole: true };
};
