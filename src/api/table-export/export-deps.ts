import { StevedoreError } from '../../contracts/errors.js';
import type { ExportRequest } from '../../contracts/table-export/export-request.js';
import type { ExportSettings } from '../../contracts/table-export/settings.js';
import type { OpenedExport } from '../../table-export/open-export.js';

/** What exports need beside the rest of the API. */
export interface ExportDeps {
  /** Opens an export; throws REQUEST_INVALID and its like, and the connector's codes. The caller closes it. */
  readonly open: (
    request: ExportRequest,
    options: { readonly mayReadSecrets: boolean; readonly signal?: AbortSignal },
  ) => Promise<OpenedExport>;
  /** Whether it is for admins only: secret columns, or a table that no resource stands for. */
  readonly isForAdmins: (request: ExportRequest) => boolean;
  /** What downloads are named by: `users`, `users-spreadsheet`. */
  readonly stem: (name: string, request: ExportRequest) => string;
  /** Whose disk has the files: its worker writes them. */
  readonly host: string;
  readonly limits: ExportSettings;
}

/** Where the configuration has no database. */
export const NO_EXPORTS: ExportDeps = {
  open: () =>
    Promise.reject(
      new StevedoreError('RESOURCE_UNKNOWN', 'Cannot export: the configuration has no connection to a database'),
    ),
  isForAdmins: () => true,
  stem: () => 'export',
  host: '',
  limits: { directory: '', keepMs: 0, maxBytes: 0, maxDurationMs: 0, minBytesPerSecond: 0, maxStreams: 1 },
};
