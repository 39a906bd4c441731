import { chooseEncoding } from '../../formats/text-encoding/choose-encoding.js';
import { EncodingProbe } from '../../formats/text-encoding/probe-encoding.js';
import { readFile } from './read-file.js';

/**
 * The encoding of a file, by all of its bytes, so that nothing is written of a file that turns out unreadable in the
 * middle. Throws TEXT_ENCODING_INVALID, FILE_CHANGED and FILE_MISSING.
 */
export const findEncoding = async (path: string, configured?: string, signal?: AbortSignal): Promise<string> => {
  const probe = new EncodingProbe();
  for await (const piece of readFile(path, signal === undefined ? {} : { signal })) probe.push(piece);
  return chooseEncoding(probe.end(), configured);
};
