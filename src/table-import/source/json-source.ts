import { createHash } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { translateDiskError } from '../../connectors/disk/disk-errors.js';
import { prepareWorkDirectory } from '../../connectors/disk/work-files.js';
import { StevedoreError } from '../../contracts/errors.js';
import { ANY, parseJsonPath } from '../../contracts/table-import/pages/json-path.js';
import type { JsonSource } from '../../contracts/table-import/settings.js';
import { JsonText } from '../../formats/json-pages/json-text.js';
import { localSource } from './local-source.js';
import { sftpSource } from './sftp-source.js';
import type { Fetched, FetchRequest, FetchWait, SourceAdapter } from './source-adapter.js';

/** A text of JSON is read as a whole. */
const MOST_BYTES = 64 * 1_048_576;

/**
 * Files that are one text of JSON each, of a folder or of an SFTP server; its records become a file of NDJSON, each as
 * it is written there. Throws PAGES_INVALID for what is not JSON, has nothing where its records should be, or is larger
 * than 64 MiB, and TEXT_ENCODING_INVALID for what is not UTF-8.
 */
export const jsonSource: SourceAdapter<JsonSource> = {
  list: ({ from }, context) =>
    from.kind === 'sftp' ? sftpSource.list(from, context) : localSource.list(from, context),
  fetch: async (source, request) => {
    const fetched = await fetchText(source, request);
    return 'waitMs' in fetched ? fetched : takeApart(fetched.path, source, request);
  },
  test: ({ from }, context) =>
    from.kind === 'sftp' ? sftpSource.test(from, context) : localSource.test(from, context),
  nameOf: ({ from }, file) => (from.kind === 'sftp' ? sftpSource.nameOf(from, file) : localSource.nameOf(from, file)),
};

const fetchText = ({ from }: JsonSource, request: FetchRequest): Promise<Fetched | FetchWait> =>
  from.kind === 'sftp' ? sftpSource.fetch(from, request) : localSource.fetch(from, request);

const takeApart = async (
  path: string,
  { dataPath }: JsonSource,
  { file, directory }: Pick<FetchRequest, 'file' | 'directory'>,
): Promise<Fetched> => {
  if ((await stat(path)).size > MOST_BYTES)
    throw invalid(file.name, 'it has more than 64 MiB; write NDJSON, a record a line', undefined);
  const records = recordsIn(await readFile(path), dataPath, file.name);
  await prepareWorkDirectory(directory);
  const taken = join(directory, 'records.ndjson');
  // Line ends may stand between its values, and nowhere else.
  const lines = records.map((record) => `${record.replaceAll(/[\r\n]+/g, ' ')}\n`).join('');
  try {
    await writeFile(`${taken}.part`, lines, { mode: 0o600, flush: true });
    await rename(`${taken}.part`, taken);
  } catch (error) {
    throw translateDiskError(`Cannot take "${file.name}" apart`, error, 'work_dir');
  }
  const checksum = `sha256:${createHash('sha256').update(lines).digest('hex')}`;
  return { path: taken, checksum, ...(records.length === 0 ? { empty: true } : {}) };
};

const recordsIn = (bytes: Buffer, dataPath: string, name: string): readonly string[] => {
  const text = textOf(bytes, name);
  let json: JsonText;
  try {
    json = new JsonText(text);
  } catch (error) {
    throw invalid(name, 'it is not JSON', error);
  }
  const way = parseJsonPath(dataPath) ?? [];
  // Behind a `*` there may be nothing.
  if (!way.includes(ANY) && json.at(way).length === 0)
    throw invalid(name, `it has no "${dataPath}", where its records should be`, undefined);
  return json.items(way);
};

/** Throws TEXT_ENCODING_INVALID: what is replaced would be another value, and nobody would know. */
const textOf = (bytes: Buffer, name: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new StevedoreError('TEXT_ENCODING_INVALID', `Cannot read "${name}": it is not in UTF-8, as JSON is`, {
      cause: error,
    });
  }
};

const invalid = (name: string, why: string, cause: unknown): StevedoreError =>
  new StevedoreError('PAGES_INVALID', `Cannot read "${name}": ${why}`, { cause });
