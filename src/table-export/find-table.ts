import type { ConnectionOf, ConnectionSettings } from '../contracts/connections/connection.js';
import { findConnection } from '../contracts/connections/connection.js';
import { standardSchema } from '../contracts/connections/standard-schema.js';
import { StevedoreError } from '../contracts/errors.js';
import type { ExportRequest } from '../contracts/table-export/export-request.js';
import type { Resource } from '../contracts/table-import/resource.js';

export interface ExportSettings {
  readonly connections: readonly ConnectionSettings[];
  readonly resources: Readonly<Record<string, Resource>>;
}

/** The table that a request names. */
export interface FoundTable {
  readonly connection: ConnectionOf<'postgres'> | ConnectionOf<'mysql'>;
  readonly schema: string;
  readonly table: string;
  /** How files are named for it. */
  readonly name: string;
  readonly resource?: Resource;
  /** Columns of the table that a resource of the configuration marks secret, whatever names the table now. */
  readonly secrets: ReadonlySet<string>;
}

/** The product's own tables, and those of the servers. */
const NOT_EXPORTED = new Set(['stevedore', 'pg_catalog', 'information_schema', 'mysql', 'performance_schema', 'sys']);

/**
 * Finds what a request names. Throws RESOURCE_UNKNOWN, CONNECTION_UNKNOWN, CONFIG_INVALID, TABLE_UNSUITABLE,
 * REQUEST_INVALID.
 */
export const findTable = (
  settings: ExportSettings,
  request: Pick<ExportRequest, 'resource' | 'connection' | 'schema' | 'table'>,
): FoundTable => {
  const { resource: name, table } = request;
  const resource = name === undefined ? undefined : resourceOf(settings, name);
  const target = resource ?? (table === undefined ? undefined : { ...request, table });
  if (target?.connection === undefined) {
    throw new StevedoreError('REQUEST_INVALID', 'Cannot export: name a resource, or a connection and a table');
  }
  const connection = databaseOf(settings, target.connection);
  const schema = target.schema ?? standardSchema(connection);
  if (NOT_EXPORTED.has(schema.toLowerCase()) || /^pg_(?:temp|toast)/.test(schema)) {
    throw new StevedoreError(
      'TABLE_UNSUITABLE',
      `Cannot export "${schema}.${target.table}": the schema is the product's own or the server's; name another table`,
    );
  }
  const secrets = new Set(
    Object.values(settings.resources)
      .filter((one) => one.connection === target.connection && one.table === target.table)
      .filter((one) => (one.schema ?? standardSchema(connection)) === schema)
      .flatMap(({ columns = [] }) => columns.filter(({ secret }) => secret === true).map((column) => column.name)),
  );
  return {
    connection,
    schema,
    table: target.table,
    name: name ?? target.table,
    ...(resource && { resource }),
    secrets,
  };
};

const resourceOf = ({ resources }: ExportSettings, name: string): Resource => {
  const found = Object.hasOwn(resources, name) ? resources[name] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(resources)
    .slice(0, 20)
    .map((one) => `"${one}"`);
  throw new StevedoreError(
    'RESOURCE_UNKNOWN',
    `Cannot export "${name.slice(0, 100)}": ${known.length === 0 ? 'the configuration declares no resources' : `use ${known.join(', ')}`}`,
  );
};

const databaseOf = (settings: ExportSettings, name: string): FoundTable['connection'] => {
  const connection = findConnection(settings, name);
  if (connection.kind === 'postgres' || connection.kind === 'mysql') return connection;
  throw new StevedoreError(
    'CONFIG_INVALID',
    `Cannot export from the connection "${name}": it is of the kind "${connection.kind}", which has no tables`,
  );
};
