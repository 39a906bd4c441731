import type { DatabaseServer } from '../support/database-server.js';

/** The account that the web tools log in with; they refuse an empty password. */
export const EXPORTER = { user: 'exporter', password: 'exports-all' } as const;

/** Creates that account on a server. */
export const createExporter = (server: DatabaseServer): Promise<string> =>
  server.query(
    `CREATE USER IF NOT EXISTS ${EXPORTER.user}@'127.0.0.1' IDENTIFIED BY '${EXPORTER.password}'; GRANT ALL ON *.* TO ${EXPORTER.user}@'127.0.0.1'`,
  );

/** A tool that writes a database as SQL. */
export interface ExportTool {
  /** The export of a database in one of the tool's forms, as a user would download it. */
  readonly export: (database: string, form: string) => Promise<Buffer>;
  readonly stop: () => Promise<void>;
}
