import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { ImportSite, Json } from './import-site.js';
import { startImportSite } from './import-site.js';

const EXAMPLE = fileURLToPath(new URL('../../examples/realworld/', import.meta.url));

/** The example's tables on one kind of server, with the product beside it, whose store is on PostgreSQL. */
export interface UploadServer {
  readonly name: string;
  readonly start: (config?: Json) => Promise<ImportSite>;
  /** Rows as lines, columns by tabs. */
  readonly query: (site: ImportSite, sql: string) => Promise<string>;
}

const start = async (
  connection: string,
  tables: string,
  config: Json,
  query: UploadServer['query'],
): Promise<ImportSite> => {
  const { resources } = parse(readFileSync(join(EXAMPLE, 'stevedore.yaml'), 'utf8')) as {
    resources: Record<string, Json>;
  };
  const here = Object.fromEntries(
    Object.entries(resources).map(([name, resource]) => [name, { ...resource, connection }]),
  );
  const site = await startImportSite({ mariadb: connection === 'catalog', config: { resources: here, ...config } });
  await query(site, readFileSync(join(EXAMPLE, tables), 'utf8'));
  return site;
};

const onPostgres: UploadServer['query'] = ({ postgres }, sql) => postgres.query(sql);
const onMariadb: UploadServer['query'] = ({ mariadb }, sql) =>
  mariadb?.query(`USE catalog; ${sql}`) ?? Promise.reject(new Error('There is no MariaDB'));

export const UPLOAD_SERVERS: readonly UploadServer[] = [
  {
    name: 'PostgreSQL',
    start: (config = {}) => start('main', 'tables.postgres.sql', config, onPostgres),
    query: onPostgres,
  },
  {
    name: 'MariaDB',
    start: (config = {}) => start('catalog', 'tables.mysql.sql', config, onMariadb),
    query: onMariadb,
  },
];

/** A file of the example. */
export const exampleFile = (name: string): string => readFileSync(join(EXAMPLE, 'files', name), 'utf8');
