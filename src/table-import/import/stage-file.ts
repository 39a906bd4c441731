import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { Reason } from '../../contracts/table-import/reason.js';
import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import type { Asked } from '../records/ask-record.js';
import { askRecord } from '../records/ask-record.js';
import { seemingEncoding } from '../records/find-encoding.js';
import { RejectCollector } from '../records/keep-rejects.js';
import { recordLines } from '../records/record-lines.js';
import type { TableTarget, TableWriter } from '../target/table-target.js';
import type { FileImport } from './file-import.js';
import type { PlannedFile } from './planned-file.js';
import { planFile } from './plan-file.js';
import { refuseTooMany } from './refuse-too-many.js';

/** What is known of a file once it is in staging. */
export interface StagedFile extends Pick<RecordCounts, 'records' | 'superseded' | 'rejected'> {
  readonly encoding: string;
}

/**
 * Takes a file into staging and keeps its rejects; nothing of the table changes.
 *
 * 1. Done again it begins anew: the staging and the file's rejects are replaced. A file that is in its table already
 *    stays as it is.
 * 2. Every record is in staging or a reject, or it fails with RECORDS_MISCOUNTED.
 *
 * Throws what `planFile` throws, TOO_MANY_REJECTS, FENCED, and the target's errors.
 */
export const stageFile = async (target: TableTarget, file: FileImport): Promise<StagedFile> => {
  const { createTable, onNewColumns } = file.resource;
  // What a header makes stays, so all of the file has to be readable first.
  if (createTable || onNewColumns === 'add') return stageAs(target, file);
  try {
    return await stageAs(target, file, await seemingEncoding(file.path));
  } catch (error) {
    if (!isStevedoreError(error) || error.code !== 'TEXT_ENCODING_INVALID') throw error;
    return stageAs(target, file);
  }
};

/** Without an encoding, all of the file is read for it first. */
const stageAs = async (target: TableTarget, file: FileImport, encoding?: string): Promise<StagedFile> => {
  const plan = await planFile(target, file, encoding === undefined ? {} : { encoding });
  const { runId, fileNo, signal } = file;
  const writer = await target.open({ runId, fileNo, plan: plan.write, ...(signal !== undefined && { signal }) });
  try {
    const { phase, records, superseded, rejected } = writer.ledger;
    // Whoever was here before has written the file, and could not say so.
    if (phase === 'done') return { records, superseded, rejected, encoding: plan.encoding };
    return await stageWith(writer, file, plan);
  } finally {
    await writer.close();
  }
};

/** As often a file is read anew for values that the server refuses although they keep their rules. */
const MOST_ROUNDS = 20;

/** As `stageFile`, by a writer that is open. */
export const stageWith = async (writer: TableWriter, file: FileImport, plan: PlannedFile): Promise<StagedFile> => {
  const refused = new Map<number, readonly Reason[]>();
  for (let round = 1; ; round++) {
    const rejects = new RejectCollector(file, plan);
    const reading = { records: 0 };
    const staged = await writer.stage(linesOf(file, plan, rejects, refused, reading));
    if (staged.refused.length === 0) {
      const { records } = reading;
      if (staged.rows + rejects.count !== records) throw miscounted(records, staged.rows, rejects.count);
      const sets = await writer.checkSets();
      const rejected = rejects.count + sets.rejectedCount;
      await writer.saveRejects(rejects.all(sets.rejected), { records });
      refuseTooMany(file.resource, { records, rejected });
      return { records, superseded: sets.superseded, rejected, encoding: plan.encoding };
    }
    for (const { line, reasons } of staged.refused) refused.set(line, reasons);
    if (round < MOST_ROUNDS) continue;
    throw new StevedoreError(
      'TABLE_UNSUITABLE',
      `Cannot import into "${file.resource.table}": the server refuses values that its column types allow, on line ${[...refused.keys()].slice(0, 5).join(', ')} and others; declare rules for these columns`,
    );
  }
};

async function* linesOf(
  file: FileImport,
  plan: PlannedFile,
  rejects: RejectCollector,
  refused: ReadonlyMap<number, readonly Reason[]>,
  reading: { records: number },
): AsyncGenerator<Buffer, void, undefined> {
  const ask = askRecord(plan);
  const decide = (record: Asked): string | undefined => {
    const answer = ask(record);
    const reasons = refused.get(record.line) ?? ('reasons' in answer ? answer.reasons : undefined);
    if (reasons === undefined) return 'line' in answer ? answer.line : undefined;
    rejects.add(record, reasons);
    return undefined;
  };
  const { totalBytes } = plan;
  const onRead = (bytes: number, records: number) =>
    file.onProgress?.({ bytes, totalBytes, records, rejected: rejects.count });
  reading.records = yield* recordLines({ file, plan, decide, askAll: refused.size > 0, onRead });
}

const miscounted = (records: number, rows: number, rejects: number): StevedoreError =>
  new StevedoreError(
    'RECORDS_MISCOUNTED',
    `Cannot go on: the file has ${records} records, of which ${rows} are in staging and ${rejects} are rejects; nothing was written`,
  );
