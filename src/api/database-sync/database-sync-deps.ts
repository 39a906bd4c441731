import type { KeptFiles, KeptLimits } from '../../connectors/disk/kept-files.js';
import type { UploadFolder } from '../../connectors/disk/upload-folder.js';
import type { ConnectionOf } from '../../contracts/connections/connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import { noUploads } from '../files/no-uploads.js';

/** What copies of databases need beside the rest of the API. */
export interface DatabaseSyncDeps {
  /** In the order of the configuration. */
  readonly databases: readonly SyncDatabase[];
  /** The folder of dumps. */
  readonly dumps: KeptFiles;
  /** The dumps that open runs name, begun or not. Throws STORE_UNREACHABLE and TEMPORAL_UNREACHABLE. */
  readonly inUse: () => Promise<ReadonlySet<string>>;
  /** The folder's absolute path. */
  readonly dumpFolder: string;
  /** What comes by upload, until it is a dump: a folder of the same disk. */
  readonly uploads: UploadFolder;
  /** How long dumps stay, and how many bytes of them. */
  readonly limits: KeptLimits;
  /** Whose disk has the dumps: its worker reads and writes them. */
  readonly host: string;
  /** Whether anything may be started (`sync.enabled`). */
  readonly enabled: boolean;
}

/** A database that can be exported, and perhaps written. */
export interface SyncDatabase {
  readonly connection: ConnectionOf<'postgres'>;
  /** Why nothing may be written into it, and which setting would allow it. @default it may */
  readonly refusal?: string;
}

const noDatabase = (): Promise<never> =>
  Promise.reject(
    new StevedoreError(
      'CONNECTION_UNKNOWN',
      'Cannot copy databases: the configuration has no connection to PostgreSQL',
    ),
  );

/** Where the configuration has no connection to PostgreSQL. */
export const NO_DATABASES: DatabaseSyncDeps = {
  databases: [],
  dumps: {
    list: () => Promise.resolve([]),
    remove: () => Promise.resolve(false),
    renew: () => Promise.resolve(),
    removeOld: () => Promise.resolve([]),
    write: noDatabase,
  },
  inUse: () => Promise.resolve(new Set()),
  dumpFolder: '',
  uploads: noUploads(noDatabase),
  limits: { keepMs: 0, maxBytes: 0 },
  host: '',
  enabled: false,
};
