import { ApplicationFailure, isCancellation, patched, workflowInfo } from '@temporalio/workflow';
import type { FetchedFile, FileRequest, ImportRequest } from '../../activities/table-import/import-context.js';
import type { WrittenFile } from '../../activities/table-import/file-activities.js';
import type { ListedFile } from '../../contracts/table-import/listed-file.js';
import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import type { FileState } from '../../contracts/table-import/snapshot.js';
import { describeFailure, isHostGone, mayBeLive } from '../run/failures.js';
import type { Course, TableImport } from './course.js';
import { detailOf, replaceChanged, shownOf } from './course.js';
import type { HostProxies } from './proxies.js';
import { quick } from './proxies.js';

export interface ImportContext {
  readonly run: TableImport;
  readonly course: Course;
  readonly host: HostProxies;
  readonly attempt: number;
}

/**
 * One file: fetched, written, recorded. What goes wrong is kept with the file; only a cancel and a host that is gone
 * are thrown. Gives the file as it has ended: where it has other bytes than those that an earlier attempt began to
 * write, that is another one, with the next number.
 */
export const importFile = async (context: ImportContext, file: ListedFile): Promise<ListedFile> => {
  const { course } = context;
  course.failures.delete(file.fileNo);
  try {
    const counts = await takeFile(context, file);
    if (counts === 'changed') return await importFile(context, replaceChanged(course, file));
    show(context, file, counts === 'skipped' ? 'skipped' : 'done', counts === 'skipped' ? undefined : counts);
  } catch (error) {
    if (isCancellation(error) || mayBeLive(error)) noteUnheard(course, file);
    if (isCancellation(error) || isHostGone(error)) throw error;
    course.failures.set(file.fileNo, describeFailure(error));
    show(context, file, 'failed');
  }
  return file;
};

const takeFile = async (context: ImportContext, file: ListedFile): Promise<RecordCounts | 'skipped' | 'changed'> => {
  const { run, host, course, attempt } = context;
  const { pipeline, to, files, force = false, definition } = run.input;
  const request = {
    pipeline,
    runId: run.runId,
    attempt,
    file,
    ...(to === undefined ? {} : { to }),
    ...(definition === undefined ? {} : { definition }),
  };
  const summary = { summary: file.name.slice(0, SUMMARY_LENGTH) };

  const all = force || course.dryRun || files !== undefined;
  const fetched = await fetchFile(context, { ...request, all, ...(force ? { force } : {}) }, summary);
  if (hasOtherBytes(course, file, fetched)) return 'changed';
  const step: ImportRequest = { ...request, fetched };
  noteCut(course, step);
  if (fetched.seen === true) {
    if (fetched.empty === true) course.empty.add(file.fileNo);
    if (!course.dryRun) await record(context, step);
    return 'skipped';
  }
  if (course.dryRun) {
    show(context, file, 'staging');
    const { counts, examples } = await host.target.tryTableFile.executeWithOptions(summary, [step]);
    course.examples.push(...examples.slice(0, Math.max(0, MOST_EXAMPLES - course.examples.length)));
    return counts;
  }
  const { since, ...counts } = await write(context, step, summary);
  // From here on its rows are live: nothing makes it a failure.
  await record(context, since === undefined ? step : { ...step, since });
  if (file.replayOf !== undefined) await settle(context, step);
  return counts;
};

/** Before a file has begun to go into its table nothing of it is committed. */
const noteUnheard = (course: Course, file: ListedFile): void => {
  if (['writing', 'publishing'].includes(shownOf(course, file).state)) course.unheard.add(file.fileNo);
};

/** The ledger counts records of what was taken: behind them other bytes would lose some. */
const hasOtherBytes = ({ taken }: Course, { fileNo }: ListedFile, { checksum }: FetchedFile): boolean => {
  const before = taken.get(fileNo);
  return before !== undefined && checksum !== undefined && checksum !== before && patched('files-with-other-bytes');
};

interface Summary {
  readonly summary: string;
}

/** A source that wants to be asked later is waited for, as long as the waits bring something. */
const fetchFile = async (
  context: ImportContext,
  request: FileRequest & { readonly all: boolean; readonly force?: boolean },
  summary: Summary,
): Promise<FetchedFile> => {
  const { run, host } = context;
  const { file } = request;
  for (let done = -1, idle = 0; ; ) {
    show(context, file, 'fetching');
    const fetched = await host.source.fetchTableFile.executeWithOptions(summary, [request]);
    if (!('waitMs' in fetched)) return fetched;
    idle = fetched.done > done ? 0 : idle + 1;
    done = fetched.done;
    if (idle === MOST_IDLE_WAITS) {
      const message = `Cannot fetch "${file.name}": the server has asked to wait ${idle} times without giving anything`;
      throw ApplicationFailure.create({ type: 'HTTP_RATE_LIMITED', message });
    }
    refuseLateWait(run, file, fetched.waitMs);
    await run.waitFor('source', `the server of "${file.name.slice(0, 80)}" asks to wait`, fetched.waitMs);
  }
};

/** A wait beyond the run's deadline would hold its file's table for nothing. */
const refuseLateWait = ({ plan }: TableImport, file: ListedFile, waitMs: number): void => {
  const ageMs = Date.now() - workflowInfo().startTime.getTime();
  if (ageMs + waitMs <= plan.deadlineMs || !patched('source-wait-has-deadline')) return;
  throw ApplicationFailure.nonRetryable(
    `Cannot fetch "${file.name}": its server asks to wait until after the run's deadline`,
    'RUN_DEADLINE_EXCEEDED',
  );
};

const MOST_IDLE_WAITS = 5;

const noteCut = ({ warnings }: Course, { file, fetched: { cut } }: ImportRequest): void => {
  const warning = cut === undefined ? undefined : `"${file.name}" is not complete: ${cut}`;
  if (warning !== undefined && !warnings.includes(warning)) warnings.push(warning);
};

const write = async (context: ImportContext, step: ImportRequest, summary: Summary): Promise<WrittenFile> => {
  const { host, course } = context;
  const { file, fetched } = step;
  const take = (): void => {
    if (fetched.checksum !== undefined) course.taken.set(file.fileNo, fetched.checksum);
  };
  if (file.commit === 'batches') {
    take();
    course.writing.set(file.fileNo, step);
    show(context, file, 'writing');
    return host.target.writeTableBatches.executeWithOptions(summary, [step]);
  }
  show(context, file, 'staging');
  const staged = await host.target.stageTableFile.executeWithOptions(summary, [step]);
  show(context, file, 'publishing');
  take();
  course.publishing.set(file.fileNo, step);
  return host.target.publishTableFile.executeWithOptions(summary, [{ ...step, staged }]);
};

/** The next run would import the file once more, which changes nothing. */
const record = ({ course }: ImportContext, step: ImportRequest): Promise<void> =>
  quick.recordTableFile(step).catch((error: unknown) => {
    if (isCancellation(error)) throw error;
    course.warnings.push(`Cannot record that "${step.file.name}" is imported: ${describeFailure(error).message}`);
  });

const settle = async ({ course, host }: ImportContext, { fetched: _, ...request }: ImportRequest): Promise<void> => {
  await host.tidy.settleTableReplay(request).catch((error: unknown) => {
    if (isCancellation(error)) throw error;
    course.warnings.push(
      `Cannot mark rejects of "${request.file.name}" as replayed: ${describeFailure(error).message}`,
    );
    return 0;
  });
};

const show = ({ run, course }: ImportContext, file: ListedFile, state: FileState, counts?: RecordCounts): void => {
  const { error: _, ...before } = shownOf(course, file);
  const failure = course.failures.get(file.fileNo);
  course.shown.set(file.fileNo, {
    ...before,
    ...counts,
    state,
    ...(failure === undefined
      ? {}
      : { error: { code: failure.code, message: failure.message.slice(0, MESSAGE_LENGTH) } }),
  });
  const ended = course.files.filter((one) => ENDED.has(shownOf(course, one).state)).length;
  run.status.show('importing', 2 + Math.floor((93 * ended) / course.files.length), detailOf(course));
};

const ENDED: ReadonlySet<FileState> = new Set(['done', 'skipped', 'changed', 'failed']);
const MOST_EXAMPLES = 10;
const SUMMARY_LENGTH = 100;
const MESSAGE_LENGTH = 500;
