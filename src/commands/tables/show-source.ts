import type { TableImportSettings } from '../../contracts/table-import/settings.js';
import type { SourcePreview } from '../../table-import/preview/preview-source.js';
import type { CommandContext } from '../context.js';

/** Shows what the next run of a pipeline would take from its source, and of a web service which fields records have. */
export const showSource = async (
  pipeline: TableImportSettings,
  { json = false }: { readonly json?: boolean },
  context: CommandContext,
): Promise<void> => {
  const { previewSource } = await import('../../table-import/preview/preview-source.js');
  const { connections, network, files, upload } = await context.settings();
  const preview = await previewSource(pipeline, {
    connections,
    network,
    folders: [...files.allow, upload.directory],
    maxDownloadBytes: upload.maxBytes,
    signal: context.interrupted,
  });
  context.out(json ? `${JSON.stringify(preview)}\n` : describe(preview));
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
