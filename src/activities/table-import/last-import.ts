import type { ImportedFileRecord } from '../../contracts/table-import/imported-file-record.js';
import type { ListedFile } from '../../contracts/table-import/listed-file.js';
import type { FileSource } from '../../contracts/table-import/settings.js';
import { sourceName } from '../../table-import/source/list-files.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { FileRequest } from './import-context.js';
import { sourceOf } from './import-context.js';

/** The last import of a file into the table that it goes into now: what is in another table is not in this one. */
export const lastImport = async (
  deps: Pick<ActivityDeps, 'settings' | 'store'>,
  request: Pick<FileRequest, 'pipeline' | 'to' | 'definition' | 'file'>,
): Promise<ImportedFileRecord | undefined> => {
  const { pipeline, file } = request;
  const found = await deps.store.importedFiles.lastDone(pipeline, [sourceName(sourceOf(deps, request), file)]);
  return found.find((record) => isInto(record, file));
};

/** Whether a record is of an import into a file's table. */
export const isInto = (
  record: Pick<ImportedFileRecord, 'connection' | 'table'>,
  { connection, table }: Pick<ListedFile, 'connection' | 'table'>,
): boolean => record.connection === connection && record.table === table;

/** Of a source that gives pages: the field by which it is asked for what is new. */
export const sinceFieldOf = (source: FileSource | undefined): string | undefined =>
  source?.kind === 'pages' ? source.since?.field : undefined;

/** The highest value of a field that was imported; a value of another field says nothing of it. */
export const sinceOf = (last: ImportedFileRecord | undefined, field: string | undefined): string | undefined => {
  if (last === undefined || field === undefined) return undefined;
  const { since, sinceField = field } = last.reading;
  return sinceField === field ? since : undefined;
};
