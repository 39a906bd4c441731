import type { LocalSource } from '../../contracts/table-import/settings.js';
import { listLocalFiles, openListed } from './local-files.js';
import type { SourceAdapter } from './source-adapter.js';
import { matching } from './matching-files.js';

/** Files on this host's disk, in one of the folders that are allowed; they are read where they lie. */
export const localSource: SourceAdapter<LocalSource> = {
  list: (source, { folders }) => listLocalFiles(source, folders),
  fetch: async (_source, { file, folders }) => ({ path: await openListed(file, folders) }),
  test: async (source, { folders }) => matching(source.filePattern, await listLocalFiles(source, folders)),
  nameOf: (_source, file) => localName(file),
};

/** A file on a host's disk, for good. */
export const localName = ({ path }: { readonly path: string }): string => `local:${path}`;
