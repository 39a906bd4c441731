import type { FileSource } from '../../contracts/table-import/settings.js';
import { inventorySource } from './inventory-source.js';
import { jsonSource } from './json-source.js';
import { localSource } from './local-source.js';
import { pagesSource } from './pages-source.js';
import { sftpSource } from './sftp-source.js';
import { urlSource } from './url-source.js';
import type { SourceAdapter } from './source-adapter.js';

const SOURCE_ADAPTERS: { readonly [K in FileSource['kind']]: SourceAdapter<Extract<FileSource, { kind: K }>> } = {
  sftp: sftpSource,
  local: localSource,
  pages: pagesSource,
  url: urlSource,
  inventory: inventorySource,
  json: jsonSource,
};

/** What reads sources of this kind. */
export const adapterOf = ({ kind }: Pick<FileSource, 'kind'>): SourceAdapter => SOURCE_ADAPTERS[kind];
