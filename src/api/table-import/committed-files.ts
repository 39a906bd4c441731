import type { ActivityProgress } from '../../contracts/runs/activity-progress.js';
import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import { countsOf, NO_RECORDS } from '../../contracts/table-import/record-counts.js';
import type { ImportedFile } from '../../contracts/table-import/snapshot.js';

/** What was shown last of runs that are open, by their ids. */
const shown = new Map<string, readonly ImportedFile[]>();
const MOST_SHOWN = 200;

const ENDED: ReadonlySet<string> = new Set(['done', 'skipped', 'changed', 'failed']);

/**
 * The files of a run, those that are written batch after batch with what they have committed: the workflow learns that
 * at a file's end, and heartbeats tell it meanwhile. Counts of a run do not fall where a heartbeat is missing, as
 * between the end of a step and the workflow's next word, nor where Temporal is too busy to answer.
 */
export const committedFiles = (
  runId: string,
  files: readonly ImportedFile[],
  running: readonly ActivityProgress[],
): readonly ImportedFile[] => {
  const before = shown.get(runId) ?? [];
  // Files that a run has listed stay in it.
  if (files.length === 0) return before;
  const told = new Map(running.map(({ committed }) => [committed?.['fileNo'], committed]));
  const now = files.map((file): ImportedFile => {
    if (file.state !== 'writing') return file;
    const known = [told.get(file.fileNo), before.find(({ fileNo }) => fileNo === file.fileNo), file];
    return { ...file, ...highest(known.map((counts) => countsOf({ ...NO_RECORDS, ...counts }))) };
  });
  shown.delete(runId);
  if (now.every(({ state }) => ENDED.has(state))) return now;
  if (shown.size >= MOST_SHOWN) shown.delete([...shown.keys()][0] ?? '');
  shown.set(runId, now);
  return now;
};

const highest = (counts: readonly RecordCounts[]): RecordCounts =>
  counts.reduce((one, two) => (two.records > one.records ? two : one), NO_RECORDS);
