import { StevedoreError } from '../../contracts/errors.js';
import type { ImportTarget } from '../../contracts/table-import/input.js';
import type { Resource } from '../../contracts/table-import/resource.js';
import type { TableRule } from '../../contracts/table-import/settings.js';

/** The table that a run names itself, for all of its files. Throws RESOURCE_UNKNOWN and REQUEST_INVALID. */
export const targetRule = (to: ImportTarget, resources: Readonly<Record<string, Resource>>): TableRule => ({
  filePattern: '*',
  ...(to.resource === undefined ? {} : { resourceName: to.resource }),
  resource: to.resource === undefined ? plainTable(to) : declared(to.resource, resources),
  format: to.format ?? 'by-name',
  csv: {
    format: 'csv',
    delimiter: to.delimiter ?? ',',
    quote: '"',
    skipLines: to.skipLines ?? 0,
    header: to.header ?? true,
    ...common(to),
  },
  ndjson: { format: 'ndjson', ...common(to) },
});

const common = ({ encoding, mapping = {} }: ImportTarget) => ({
  ...(encoding === undefined ? {} : { encoding }),
  mapping,
  maxRecordBytes: 16 * 1_048_576,
});

const declared = (name: string, resources: Readonly<Record<string, Resource>>): Resource => {
  const resource = Object.hasOwn(resources, name) ? resources[name] : undefined;
  if (resource !== undefined) return resource;
  const known = Object.keys(resources)
    .slice(0, 20)
    .map((one) => `"${one}"`)
    .join(', ');
  throw new StevedoreError(
    'RESOURCE_UNKNOWN',
    `Cannot import into "${name}": it is not in "resources" of the configuration${known === '' ? '' : `, which has ${known}`}`,
  );
};

const plainTable = ({ connection, schema, table, key }: ImportTarget): Resource => {
  if (connection === undefined || table === undefined)
    throw new StevedoreError('REQUEST_INVALID', 'Cannot import: name a resource, or a connection and a table');
  return {
    connection,
    ...(schema === undefined ? {} : { schema }),
    table,
    ...(key === undefined ? {} : { key }),
    unique: [],
    references: [],
    onExisting: 'update',
    duplicates: 'last',
    commit: 'once',
    batchSize: 1_000,
    rebuild: false,
    createTable: key !== undefined,
    onNewColumns: 'fail',
    emptyAsNull: false,
  };
};
