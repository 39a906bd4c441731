import { findConnection } from '../../contracts/connections/connection.js';
import type { Settings } from '../../contracts/settings.js';
import type { TableImportSettings } from '../../contracts/table-import/settings.js';
import type { RecordField } from '../../table-import/preview/record-fields.js';
import type { CommandContext } from '../context.js';

interface SourcePreview {
  readonly files: readonly {
    readonly name: string;
    readonly table: string | null;
    readonly connection: string | null;
  }[];
  /** Of a web service: what its first page has. */
  readonly records?: number;
  readonly fields?: readonly RecordField[];
}

/** Shows what the next run of a pipeline would take from its source, and of a web service which fields records have. */
export const previewSource = async (
  pipeline: TableImportSettings,
  { json = false }: { readonly json?: boolean },
  context: CommandContext,
): Promise<void> => {
  const preview = await look(pipeline, await context.settings(), context.interrupted);
  context.out(json ? `${JSON.stringify(preview)}\n` : describe(preview));
};

const look = async (
  { source, tables }: TableImportSettings,
  { connections, network, files: { allow }, upload }: Settings,
  signal: AbortSignal,
): Promise<SourcePreview> => {
  const [{ listFiles }, { askFirstPage }, { recordFields }, { resourceFor, ruleFor }] = await Promise.all([
    import('../../table-import/source/list-files.js'),
    import('../../table-import/source/pages/first-page.js'),
    import('../../table-import/preview/record-fields.js'),
    import('../../table-import/source/assign-table-rules.js'),
  ]);
  const around = { connections, network, signal, maxDownloadBytes: upload.maxBytes };
  const found = await listFiles({
    ...around,
    folders: [...allow, upload.directory],
    ...(source === undefined ? {} : { source }),
  });
  const files = found.map(({ name }) => {
    const rule = ruleFor(tables, name);
    const resource = rule && resourceFor(rule, name);
    return { name, table: resource?.table ?? null, connection: resource?.connection ?? null };
  });
  const connection = source?.kind === 'pages' ? findConnection({ connections }, source.connection) : undefined;
  if (source?.kind !== 'pages' || connection?.kind !== 'http') return { files };
  const records = await askFirstPage(source, { connection, network, signal });
  return { files, records: records.length, fields: recordFields(records) };
};

const describe = ({ files, records, fields = [] }: SourcePreview): string => {
  const width = Math.max(...fields.map(({ path }) => path.length), 0);
  return [
    ...(files.length === 0 ? ['there is no file to import'] : []),
    ...files.map(({ name, table, connection }) =>
      table === null
        ? `${name}: no entry of "tables" matches it`
        : `${name} goes into "${table}" of "${connection ?? ''}"`,
    ),
    ...(records === undefined ? [] : [`the first page has ${records} ${records === 1 ? 'record' : 'records'}`]),
    ...fields.map(({ path, types, example }) => `  ${path.padEnd(width)}  ${types.join(' or ')}  ${example}`),
    '',
  ].join('\n');
};
