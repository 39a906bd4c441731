import { findConnection } from '../../contracts/connections/connection.js';
import type { TableImportSettings } from '../../contracts/table-import/settings.js';
import { resourceFor, ruleFor } from '../source/assign-table-rules.js';
import { listFiles } from '../source/list-files.js';
import { askFirstPage } from '../source/pages/first-page.js';
import type { SourceContext } from '../source/source-adapter.js';
import type { RecordField } from './record-fields.js';
import { recordFields } from './record-fields.js';

/** What the next run of a pipeline would take from its source. */
export interface SourcePreview {
  readonly files: readonly PreviewedFile[];
  /** Of a web service: what its first page has. */
  readonly records?: number;
  readonly fields?: readonly RecordField[];
}

/** A file and its table; null where no entry of `tables` matches. */
export interface PreviewedFile {
  readonly name: string;
  readonly table: string | null;
  readonly connection: string | null;
}

/** Looks at the source and changes nothing. Throws what listing and a fetch of the first page throw. */
export const previewSource = async (
  { source, tables }: Pick<TableImportSettings, 'source' | 'tables'>,
  context: SourceContext,
): Promise<SourcePreview> => {
  if (source === undefined) return { files: [] };
  const files = (await listFiles({ ...context, source })).map(({ name }): PreviewedFile => {
    const rule = ruleFor(tables, name);
    const resource = rule && resourceFor(rule, name);
    return { name, table: resource?.table ?? null, connection: resource?.connection ?? null };
  });
  if (source.kind !== 'pages') return { files };
  const connection = findConnection(context, source.connection);
  if (connection.kind !== 'http') return { files };
  const records = await askFirstPage(source, { ...context, connection });
  return { files, records: records.length, fields: recordFields(records) };
};
