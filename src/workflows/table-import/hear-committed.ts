import { patched } from '@temporalio/workflow';
import type { TableImportResult } from '../../contracts/table-import/result.js';
import type { RunEnd } from '../run/conduct-run.js';
import { hearOutcome, uncertainWords } from '../run/outcome/hear-outcome.js';
import { countCommitted } from './count-committed.js';
import type { Course, TableImport } from './course.js';

/** Counts what is live, and waits for the target where a file may be live that nobody has heard of. */
export const hearCommitted = async (run: TableImport, course: Course): Promise<void> => {
  const why = await countCommitted(run, course);
  if (why === undefined || !patched('outcome-heard')) return;
  const ask = async (): Promise<true> => {
    const still = await countCommitted(run, course);
    if (still instanceof Error) throw still;
    return true;
  };
  await hearOutcome({ run, logStep: 'import', ...wordsOf(course), ask }, why);
};

/** The end of a run that was cancelled before anybody could say what is live; any other is given back as it is. */
export const endUnheard = (
  { status }: TableImport,
  course: Course,
  end: RunEnd<TableImportResult>,
  why: unknown,
): RunEnd<TableImportResult> => {
  if (why === undefined || end.outcome !== 'cancelled' || !patched('outcome-heard')) return end;
  const message = uncertainWords(wordsOf(course), Date.now(), 'the run was cancelled');
  const failure = { code: 'PUBLISH_UNCERTAIN', message, retryable: false } as const;
  status.failed(failure);
  return { outcome: 'cancelled', failure };
};

const wordsOf = ({ files, unheard }: Course) => {
  const [first = '', ...others] = files.filter(({ fileNo }) => unheard.has(fileNo)).map(({ name }) => `"${name}"`);
  const more = others.length === 0 ? '' : ` and of ${others.length} more`;
  return {
    what: `the import of ${first.slice(0, 60)}${more}`,
    seenBy: 'its rows show it, once the target is there again, and the next run imports it once more',
  };
};
