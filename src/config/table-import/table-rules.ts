import { defined } from '../fields/defined.js';
import type { FileFormats, TableRule } from '../../contracts/table-import/settings.js';
import type { Resource } from '../../contracts/table-import/resource.js';
import type { Declared } from '../load-context.js';
import { writing } from './resource-settings.js';
import type { TableBlock, TableImportBlock } from './table-import-block.js';

/** The tables of a pipeline, those that files are discovered for last. */
export const tableRules = (
  { source, target, defaults, tables, table_naming: naming }: TableImportBlock,
  { resources = {}, connections = {} }: Partial<Pick<Declared, 'resources' | 'connections'>>,
): TableRule[] => {
  // Services add to their records what was not there before.
  const unknown = connections[source?.connection ?? ''] === 'http' ? 'ignore' : 'fail';
  const named = tables.map((own): TableRule => {
    const block = { ...defaults, ...own };
    const resource = own.resource === undefined ? undefined : resources[own.resource];
    return {
      filePattern: own.file_pattern,
      ...defined({ resourceName: own.resource }),
      resource:
        resource === undefined
          ? ownTable(own.target_table ?? '', block, target, unknown)
          : { ...resource, ...overrides(own), rebuild: block.rebuild_table ?? resource.rebuild },
      ...formats(block, own.column_mapping),
    };
  });
  if (naming === undefined && tables.length > 0) return named;
  const { strip_prefix: stripPrefix = '', strip_suffix: stripSuffix = '', lowercase = true } = naming ?? {};
  return [
    ...named,
    {
      filePattern: defaults.file_pattern ?? '*',
      resource: ownTable('', defaults, target, 'add'),
      naming: { stripPrefix, stripSuffix, lowercase },
      ...formats(defaults),
    },
  ];
};

type Shared = Omit<TableBlock, 'file_pattern' | 'target_table' | 'resource' | 'column_mapping'>;

const ownTable = (
  table: string,
  block: Shared,
  target: TableImportBlock['target'],
  onNewColumns: Resource['onNewColumns'],
): Resource => ({
  connection: target?.connection ?? '',
  ...defined({ schema: block.db_schema ?? target?.schema, key: block.primary_key }),
  table,
  unique: [],
  references: [],
  ...writing(block),
  rebuild: block.rebuild_table ?? false,
  createTable: true,
  onNewColumns: block.on_new_columns ?? onNewColumns,
});

/** What an entry says otherwise than its resource. */
const overrides = (own: TableBlock): Partial<Resource> =>
  defined({
    onExisting: own.on_existing,
    onConflict: own.on_conflict,
    duplicates: own.duplicates,
    commit: own.commit,
    batchSize: own.batch_size,
    maxRejects: own.max_rejects,
    maxShrinkPercent: own.max_shrink_percent,
    onNewColumns: own.on_new_columns,
    emptyAsNull: own.empty_as_null,
  });

/** How files are written, with the defaults. */
export const formats = (block: Partial<Shared>, mapping: Readonly<Record<string, string>> = {}): FileFormats => {
  const { quote = '"', escape, comment } = block;
  const any = {
    ...defined({ encoding: block.encoding === undefined ? undefined : plainLabel(block.encoding) }),
    mapping,
    maxRecordBytes: block.max_record_bytes ?? 16 * 1_048_576,
  };
  return {
    format: block.format ?? 'by-name',
    csv: {
      format: 'csv',
      delimiter: block.delimiter ?? ',',
      quote,
      ...defined({ escape: escape === '' ? undefined : escape, comment: comment === '' ? undefined : comment }),
      skipLines: block.skiprows ?? 0,
      header: block.header ?? true,
      ...(block.on_empty_file === 'accept' ? { mayBeEmpty: true } : {}),
      ...any,
    },
    ndjson: { format: 'ndjson', ...any },
  };
};

/** Names of encodings as Python writes them, which the WHATWG Encoding Standard does not know. */
export const plainLabel = (encoding: string): string =>
  ({ 'latin-1': 'latin1', latin_1: 'latin1', utf_8: 'utf-8', 'utf-8-sig': 'utf-8', utf_16: 'utf-16' })[
    encoding.trim().toLowerCase()
  ] ?? encoding;
