import type { UploadFolder } from '../../../connectors/disk/upload-folder.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { Resource } from '../../../contracts/table-import/resource.js';
import type { FilePreviews } from '../../../table-import/preview/preview-file.js';
import type { TableTarget } from '../../../table-import/target/table-target.js';
import { noUploads } from '../../files/no-uploads.js';

/** What imports by upload need beside the rest of the API. */
export interface ImportDeps {
  readonly uploads: UploadFolder;
  /** Whose disk has the uploads: its worker reads them. */
  readonly host: string;
  /** By name. */
  readonly resources: Readonly<Record<string, Resource>>;
  /** Opens the database of a connection for the time of `body`. Throws CONNECTION_UNKNOWN, the connector's codes. */
  readonly withTarget: <T>(connection: string, body: (target: ImportTarget) => Promise<T>) => Promise<T>;
  /** Looks at an upload for whoever maps it. */
  readonly previews: FilePreviews;
  /** How long a file is kept after its import has ended, in milliseconds. */
  readonly keepMs: number;
}

/** What is read of a database that records go into. */
export type ImportTarget = Pick<TableTarget, 'ledger' | 'rejects' | 'describe' | 'listTables'>;

const nothing = (): Promise<never> =>
  Promise.reject(new StevedoreError('RESOURCE_UNKNOWN', 'Cannot import: the configuration declares no resources'));

/** Where the configuration declares no resource. */
export const NO_IMPORTS: ImportDeps = {
  uploads: noUploads(nothing),
  host: '',
  resources: {},
  withTarget: nothing,
  previews: { read: nothing, columns: () => [], propose: () => [] },
  keepMs: 0,
};
