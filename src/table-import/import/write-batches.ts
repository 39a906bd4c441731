import type { Reason } from '../../contracts/table-import/reason.js';
import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import { addCounts, countsOf } from '../../contracts/table-import/record-counts.js';
import type { LineReject, Reject } from '../../contracts/table-import/reject.js';
import type { Asked } from '../records/ask-record.js';
import { askRecord } from '../records/ask-record.js';
import { rejectOf } from '../records/keep-rejects.js';
import { recordLines } from '../records/record-lines.js';
import type { Batch, TableTarget, TableWriter } from '../target/table-target.js';
import type { FileImport } from './file-import.js';
import type { PlannedFile } from './planned-file.js';
import { planFile } from './plan-file.js';
import { refuseTooMany } from './refuse-too-many.js';

/**
 * Writes a file batch after batch, each in a transaction with its rejects and the ledger.
 *
 * 1. It goes on behind the last batch that was committed, so done again it writes nothing twice.
 * 2. Counts are those of the ledger, and never fall.
 *
 * Throws what `planFile` throws, TOO_MANY_REJECTS, RECORDS_MISCOUNTED, FENCED, and the target's errors; the batches
 * before stay, and the ledger tells them.
 */
export const writeBatches = async (target: TableTarget, file: FileImport): Promise<RecordCounts> => {
  const plan = await planFile(target, file);
  const { runId, fileNo, signal } = file;
  const writer = await target.open({ runId, fileNo, plan: plan.write, ...(signal !== undefined && { signal }) });
  try {
    if (writer.ledger.phase === 'done') return countsOf(writer.ledger);
    return await writeWith(writer, file, plan);
  } finally {
    await writer.close();
  }
};

const writeWith = async (writer: TableWriter, file: FileImport, plan: PlannedFile): Promise<RecordCounts> => {
  const { resource, onProgress } = file;
  let counts = countsOf(writer.ledger);
  const done = counts.records;
  const gathered = new Gathered(file.fileNo, done);
  const ask = askRecord(plan);
  const decide = (record: Asked): string | undefined => {
    if (record.number > done) gathered.add(record, ask(record));
    // A line hands over control at the end of the piece.
    return '\n';
  };
  let bytes = 0;
  const onRead = (read: number): void => {
    bytes = read;
  };
  const write = async (batch: Batch): Promise<void> => {
    file.signal?.throwIfAborted();
    file.onCommit?.();
    counts = addCounts(counts, await writer.writeBatch(batch));
    const { records, rejected } = counts;
    onProgress?.({ bytes, totalBytes: plan.totalBytes, records, rejected, committed: counts });
    refuseTooManyBefore(file, counts);
  };
  for await (const _ of recordLines({ file, plan, decide, askAll: true, onRead })) {
    for (const batch of gathered.take(resource.batchSize)) await write(batch);
  }
  for (const batch of gathered.take(resource.batchSize, true)) await write(batch);
  refuseTooMany(resource, counts);
  file.onCommit?.();
  await writer.finish();
  return counts;
};

/** A share of the records is known at the end only. */
const refuseTooManyBefore = ({ resource }: FileImport, counts: RecordCounts): void => {
  if (resource.maxRejects !== undefined && 'count' in resource.maxRejects) refuseTooMany(resource, counts);
};

interface GatheredRecord {
  readonly raw: Reject;
  readonly text: string | undefined;
}

/** Records that wait for their batch: those of a piece of the file, and of one batch. */
class Gathered {
  private readonly fileNo: number;
  private records: GatheredRecord[] = [];
  private done: number;

  constructor(fileNo: number, done: number) {
    this.fileNo = fileNo;
    this.done = done;
  }

  add(record: Asked, answer: { readonly line: string } | { readonly reasons: readonly Reason[] }): void {
    const reasons = 'reasons' in answer ? answer.reasons : [];
    const text = 'line' in answer ? answer.line : undefined;
    this.records.push({ raw: rejectOf(this.fileNo, record, reasons), text });
  }

  /** Whole batches, and at the end what is left. */
  *take(size: number, final = false): Generator<Batch> {
    let from = 0;
    for (; from + size <= this.records.length; from += size) yield this.batch(this.records.slice(from, from + size));
    if (final && from < this.records.length) yield this.batch(this.records.slice(from));
    this.records = final ? [] : this.records.slice(from);
  }

  private batch(records: readonly GatheredRecord[]): Batch {
    this.done += records.length;
    const good = records.filter(({ text }) => text !== undefined);
    const byLine = new Map(good.map(({ raw }) => [raw.line, raw]));
    return {
      lines: Buffer.from(good.map(({ text }) => text).join('')),
      count: good.length,
      rejects: records.filter(({ text }) => text === undefined).map(({ raw }) => raw),
      rejectsOf: (found: readonly LineReject[]) =>
        Promise.resolve(
          found.flatMap(({ line, reasons }) => {
            const raw = byLine.get(line);
            return raw === undefined ? [] : [{ ...raw, reasons }];
          }),
        ),
      records: this.done,
    };
  }
}
