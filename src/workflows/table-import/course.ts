import type { ImportRequest } from '../../activities/table-import/import-context.js';
import type { RunFailure } from '../../contracts/runs/run-snapshot.js';
import type { TableImportInput } from '../../contracts/table-import/input.js';
import type { ListedFile } from '../../contracts/table-import/listed-file.js';
import { NO_RECORDS } from '../../contracts/table-import/record-counts.js';
import type { TableImportPlan } from '../../contracts/table-import/plan.js';
import type { TableImportResult } from '../../contracts/table-import/result.js';
import type { RowExample } from '../../contracts/table-import/row-example.js';
import type { ImportedFile, TableImportDetail } from '../../contracts/table-import/snapshot.js';
import { sumOf } from '../../contracts/table-import/snapshot.js';
import { replacedFiles } from '../../table-import/source/number-files-rules.js';
import type { Run } from '../run/conduct-run.js';

/** A running table import. */
export type TableImport = Run<TableImportPlan, TableImportDetail, TableImportInput>;

/** What a run knows of its files, over all of its attempts. */
export interface Course {
  readonly dryRun: boolean;
  readonly replay: string | undefined;
  /** Of the host that the last attempt claimed. */
  taskQueue: string | undefined;
  /** Another run does the sync: this one tells nobody of its end. */
  isAnothers: boolean;
  files: readonly ListedFile[];
  readonly shown: Map<number, ImportedFile>;
  readonly failures: Map<number, RunFailure>;
  /** The steps of files that go in as a whole, from the first try of their publish on. */
  readonly publishing: Map<number, ImportRequest>;
  /** Those of files that are written batch after batch, from the first try on. */
  readonly writing: Map<number, ImportRequest>;
  /** Numbers of files that may have been committed, by a try that did not hear of it. */
  readonly unheard: Set<number>;
  /** Checksums of the bytes that were begun to be written, by the number of their file. */
  readonly taken: Map<number, string>;
  readonly warnings: string[];
  readonly examples: RowExample[];
  /** Numbers of files that have nothing in them. */
  readonly empty: Set<number>;
}

export const beginCourse = ({ dryRun = false, replay }: TableImportInput): Course => ({
  dryRun,
  replay,
  taskQueue: undefined,
  isAnothers: false,
  files: [],
  shown: new Map(),
  failures: new Map(),
  publishing: new Map(),
  writing: new Map(),
  unheard: new Set(),
  taken: new Map(),
  warnings: [],
  examples: [],
  empty: new Set(),
});

/** A file as it is shown: waiting, until something is known of it. */
export const shownOf = ({ shown }: Course, { fileNo, name, table }: ListedFile): ImportedFile =>
  shown.get(fileNo) ?? { fileNo, name, table, state: 'waiting', ...NO_RECORDS };

/** Whether there is something to do for the file: a failure that only a person can heal stays one. */
export const isOpen = (course: Course, file: ListedFile): boolean => {
  const { state } = shownOf(course, file);
  if (state === 'failed') return course.failures.get(file.fileNo)?.retryable === true;
  return state !== 'done' && state !== 'skipped' && state !== 'changed';
};

export const detailOf = (course: Course): TableImportDetail => {
  const files = course.files.map((file) => shownOf(course, file));
  return {
    dryRun: course.dryRun,
    counts: sumOf(files),
    files,
    ...(course.examples.length === 0 ? {} : { examples: course.examples }),
  };
};

export const resultOf = (course: Course): TableImportResult => {
  const { dryRun, ...detail } = detailOf(course);
  const { files } = detail;
  const isSkipped = files.length > 0 && files.every(({ state }) => state === 'skipped');
  return {
    ...(isSkipped ? { outcome: 'skipped', reason: whySkipped(course) } : { outcome: 'success' }),
    warnings: course.warnings,
    ...(dryRun ? { dryRun: true } : {}),
    ...detail,
  };
};

const whySkipped = ({ files, empty }: Course): string =>
  files.every(({ fileNo }) => empty.has(fileNo))
    ? 'there is nothing new to import'
    : 'every file has what was imported before';

/** Closes files that changed between their batches: what they are now is another file. */
export const closeReplaced = (course: Course): void => {
  for (const file of replacedFiles(course.files)) {
    if (isOpen(course, file)) closeChanged(course, file);
  }
};

/** Closes a file whose bytes are not those that were begun to be written, and gives the one that takes its place. */
export const replaceChanged = (course: Course, file: ListedFile): ListedFile => {
  const anew = { ...file, fileNo: Math.max(...course.files.map(({ fileNo }) => fileNo)) + 1 };
  closeChanged(course, file);
  course.files = [...course.files, anew];
  return anew;
};

const closeChanged = (course: Course, file: ListedFile): void => {
  const { error: _, ...shown } = shownOf(course, file);
  course.failures.delete(file.fileNo);
  course.shown.set(file.fileNo, { ...shown, state: 'changed' });
  const live =
    file.commit === 'batches'
      ? `${shown.inserted + shown.updated} rows of what it was are live`
      : 'what it was may be live';
  course.warnings.push(`"${file.name}" changed while it was written: ${live}, and it is imported anew`);
};
