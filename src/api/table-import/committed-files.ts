import type { ActivityProgress } from '../../contracts/runs/activity-progress.js';
import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import { countsOf, NO_RECORDS } from '../../contracts/table-import/record-counts.js';
import type { ImportedFile } from '../../contracts/table-import/snapshot.js';

/** What was seen of files that are written batch after batch, by run and file. */
const seen = new Map<string, RecordCounts>();
const MOST_SEEN = 10_000;

/**
 * The files of a run, those that are written batch after batch with what they have committed: the workflow learns that
 * at a file's end, and heartbeats tell it meanwhile. Counts of a run do not fall where a heartbeat is missing, as
 * between the end of a step and the workflow's next word.
 */
export const committedFiles = (
  runId: string,
  files: readonly ImportedFile[],
  running: readonly ActivityProgress[],
): readonly ImportedFile[] => {
  if (!files.some(({ state }) => state === 'writing')) return files;
  if (seen.size > MOST_SEEN) seen.clear();
  const told = new Map(running.map(({ committed }) => [committed?.['fileNo'], committed]));
  return files.map((file) => {
    if (file.state !== 'writing') return file;
    const key = `${runId}/${file.fileNo}`;
    const newest = [told.get(file.fileNo), seen.get(key), file]
      .map((counts) => countsOf({ ...NO_RECORDS, ...counts }))
      .reduce((one, two) => (two.records > one.records ? two : one));
    seen.set(key, newest);
    return { ...file, ...newest };
  });
};
