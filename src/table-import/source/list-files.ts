import { isAbsolute } from 'node:path';
import { StevedoreError } from '../../contracts/errors.js';
import type { FileSource } from '../../contracts/table-import/settings.js';
import { readLocalFacts } from './local-files.js';
import { localName } from './local-source.js';
import type { SourceContext } from './source-adapter.js';
import { adapterOf } from './source-adapters.js';
import type { SourceFile } from './source-file.js';

export interface ListRequest extends SourceContext {
  readonly source?: FileSource;
  /** Only these: names in the source's folder, or paths where there is no source. */
  readonly files?: readonly string[];
}

/**
 * The files of a source, or those that are named. Throws FILE_MISSING where a named one is not there, FILE_FORBIDDEN,
 * REQUEST_INVALID and what the source's adapter throws.
 */
export const listFiles = async ({ source, files, ...context }: ListRequest): Promise<SourceFile[]> => {
  if (source === undefined) return Promise.all((files ?? []).map((path) => namedFile(path, context.folders)));
  const listed = await adapterOf(source).list(source, context);
  if (files === undefined) return listed;
  return files.map((name) => {
    const found = listed.find((file) => file.name === name);
    if (found !== undefined) return found;
    throw new StevedoreError(
      'FILE_MISSING',
      `Cannot import "${name}": it is not among the files of the pipeline's source`,
    );
  });
};

const namedFile = (path: string, folders: readonly string[]): Promise<SourceFile> => {
  if (isAbsolute(path)) return readLocalFacts(path, folders);
  throw new StevedoreError('REQUEST_INVALID', `Cannot import "${path}": it is not an absolute path`);
};

/** Names a file for good, so that it is known again. */
export const sourceName = (source: FileSource | undefined, file: Pick<SourceFile, 'path'>): string =>
  source === undefined ? localName(file) : adapterOf(source).nameOf(source, file);
