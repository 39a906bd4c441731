import type { LineReject, Reject } from '../../contracts/table-import/reject.js';
import { readRejects } from '../records/keep-rejects.js';
import type { Published, RejectsOf, TableTarget } from '../target/table-target.js';
import type { FileImport } from './file-import.js';
import type { PlannedFile } from './planned-file.js';
import { planFile } from './plan-file.js';
import { refuseTooMany } from './refuse-too-many.js';
import type { StagedFile } from './stage-file.js';
import { stageWith } from './stage-file.js';

/**
 * Puts a file that is in staging into its table, in one transaction: readers see all of it or nothing. Done again it
 * gives the same counts and writes nothing.
 *
 * Throws what `planFile` throws, RECORDS_MISCOUNTED, TOO_MANY_REJECTS, STAGING_LOST, FENCED, and the target's errors;
 * nothing of the table has changed then.
 */
export const publishFile = async (target: TableTarget, file: FileImport, staged: StagedFile): Promise<Published> => {
  const plan = await planFile(target, file, { encoding: staged.encoding });
  const { runId, fileNo, signal, onCommit } = file;
  const writer = await target.open({ runId, fileNo, plan: plan.write, ...(signal !== undefined && { signal }) });
  try {
    return await writer.publish({ ...staged, rejectsOf: rejectsOf(file, plan, staged), ...(onCommit && { onCommit }) });
  } finally {
    await writer.close();
  }
};

/**
 * What an import of the file would do: everything is done, and rolled back. Neither the table nor its columns are made.
 * Throws what the import would.
 */
export const dryRunFile = async (target: TableTarget, file: FileImport): Promise<Published> => {
  const plan = await planFile(target, file, { mayMake: false });
  const { runId, fileNo, signal } = file;
  const writer = await target.open({ runId, fileNo, plan: plan.write, ...(signal !== undefined && { signal }) });
  try {
    const staged = await stageWith(writer, file, plan);
    return await writer.publish({ ...staged, rejectsOf: rejectsOf(file, plan, staged), dryRun: true });
  } finally {
    await writer.close();
  }
};

/** Rejects that only the writing finds count with the others, before anything is committed. */
const rejectsOf =
  (file: FileImport, plan: PlannedFile, { records, rejected }: StagedFile): RejectsOf =>
  (found) => {
    refuseTooMany(file.resource, { records, rejected: rejected + found.length });
    return readAll(file, plan, found);
  };

const readAll = async (
  file: FileImport,
  plan: PlannedFile,
  found: readonly LineReject[],
): Promise<readonly Reject[]> => {
  const rejects: Reject[] = [];
  const reasons = new Map(found.map(({ line, reasons: why }) => [line, why]));
  for await (const reject of readRejects(file, plan, reasons)) rejects.push(reject);
  return rejects;
};
