import type { FoundFile } from '../../table-import/source/number-files-rules.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { FoundFiles } from './import-context.js';
import { withTarget } from './import-context.js';

/** The files of a run that have rejects to be replayed. */
export const listRejects = async (deps: ActivityDeps, runId: string): Promise<FoundFiles> => {
  const records = await deps.store.importedFiles.ofRun(runId);
  const files: FoundFile[] = [];
  const notTaken: { name: string; reason: string }[] = [];
  for (const { fileNo, name, size, modTime, connection, table } of records) {
    const [first] = await withTarget(deps, connection, ({ rejects }) =>
      rejects.list({ runId, state: 'open', after: { fileNo, line: 0 }, limit: 1 }),
    );
    if (first?.fileNo !== fileNo) notTaken.push({ name, reason: 'it has no open reject' });
    else files.push({ name, path: runId, size, modTime, table, connection, commit: 'once', replayOf: fileNo });
  }
  return { files, notTaken, seen: 0 };
};
