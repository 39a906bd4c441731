import type { databaseOf } from '../../config/table-import/project/database-url.js';
import type { readProject, settingsOfProject } from '../../config/table-import/project/read-project.js';
import type { ConnectionTest } from '../../contracts/connections/connection-test.js';
import type { ConnectionSettings } from '../../contracts/connections/connection.js';
import type { ImportDeps } from '../table-import/bulk/import-deps.js';

/** What projects of CSV files need beside the rest of the API. */
export interface ProjectDeps {
  /** Checks a configuration, and takes its secrets out of it. */
  readonly readProject: typeof readProject;
  readonly settingsOfProject: typeof settingsOfProject;
  readonly databaseOf: typeof databaseOf;
  /** Answers within ten seconds; never throws. */
  readonly test: (connection: ConnectionSettings) => Promise<ConnectionTest>;
  readonly withTarget: ImportDeps['withTarget'];
  /** Whose worker reads local files. */
  readonly host: string;
  /** Of `files.allow`: absolute. */
  readonly folders: readonly string[];
  /** Of `callbacks`. */
  readonly callbacks: { readonly secret?: string; readonly token?: string };
}
