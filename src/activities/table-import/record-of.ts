import type { FileReading, ImportedFileRecord } from '../../contracts/table-import/imported-file-record.js';
import { sourceName } from '../../table-import/source/list-files.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { ImportRequest } from './import-context.js';
import { sourceOf } from './import-context.js';

/** A file as the store keeps it. */
export const recordOf = (
  deps: Pick<ActivityDeps, 'settings'>,
  { file, fetched, ...request }: ImportRequest,
  reading: FileReading,
  state: ImportedFileRecord['state'],
): ImportedFileRecord => {
  const { pipeline, runId } = request;
  const source = sourceOf(deps, request);
  const { fileNo, name, size, modTime, connection, table, replayOf } = file;
  return {
    runId,
    fileNo,
    pipeline,
    source: replayOf === undefined ? sourceName(source, file) : `rejects:${file.path}:${replayOf}`,
    name,
    size,
    modTime,
    ...(fetched.checksum === undefined ? {} : { checksum: fetched.checksum }),
    connection,
    table,
    state,
    at: new Date().toISOString(),
    reading,
  };
};
