import { isAbsolute } from 'node:path';
import { StevedoreError } from '../../contracts/errors.js';
import type { FileSource } from '../../contracts/table-import/settings.js';
import { listLocalFiles, readLocalFacts } from './local-files.js';
import type { SftpServerSettings as SftpServer } from '../../contracts/connections/sftp.js';
import { listSftpFiles } from './sftp-files.js';
import type { SourceFile } from './source-file.js';

export interface ListRequest {
  readonly source?: FileSource;
  /** Only these: names in the source's folder, or paths where there is no source. */
  readonly files?: readonly string[];
  /** Of `files.allow`. */
  readonly folders: readonly string[];
  readonly server: (connection: string) => SftpServer;
  readonly signal?: AbortSignal;
}

/**
 * The files of a source, or those that are named. Throws FILE_MISSING where a named one is not there, FILE_FORBIDDEN,
 * REQUEST_INVALID and `SFTP_…` codes.
 */
export const listFiles = async (request: ListRequest): Promise<SourceFile[]> => {
  const { source, files, folders } = request;
  if (source === undefined) return Promise.all((files ?? []).map((path) => namedFile(path, folders)));
  const listed = await listSource(source, request);
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

const listSource = (source: FileSource, { folders, server, signal }: ListRequest): Promise<SourceFile[]> =>
  source.kind === 'local' ? listLocalFiles(source, folders) : listSftpFiles(source, server(source.connection), signal);

const namedFile = (path: string, folders: readonly string[]): Promise<SourceFile> => {
  if (isAbsolute(path)) return readLocalFacts(path, folders);
  throw new StevedoreError('REQUEST_INVALID', `Cannot import "${path}": it is not an absolute path`);
};

/** Names a file for good, so that it is known again. */
export const sourceName = (source: FileSource | undefined, { path }: Pick<SourceFile, 'path'>): string =>
  source?.kind === 'sftp' ? `sftp:${source.connection}:${source.path.replace(/\/+$/, '')}/${path}` : `local:${path}`;
