import type { Reason } from '../../contracts/table-import/reason.js';
import type { LineReject, Reject } from '../../contracts/table-import/reject.js';
import type { FileImport } from '../import/file-import.js';
import type { PlannedFile } from '../import/planned-file.js';
import { MOST_REJECTS } from '../target/most-rejects.js';
import type { Asked } from './ask-record.js';
import { recordLines } from './record-lines.js';

const MOST_RAW_BYTES = 64 * 1024;
const MOST_KEPT_BYTES = 32 * 1024 * 1024;

/** A record and its reasons, as a reject with bytes of its own. */
export const rejectOf = (
  fileNo: number,
  { line, number, raw }: Pick<Asked, 'line' | 'number' | 'raw'>,
  reasons: readonly Reason[],
): Reject => ({
  fileNo,
  line,
  number,
  reasons,
  raw: Buffer.from(raw.subarray(0, MOST_RAW_BYTES)),
  rawBytes: raw.length,
});

/**
 * Gathers the rejects of a file in bounded memory: beyond 32 MiB only their reasons are kept, and the file is read once
 * more for their bytes.
 */
export class RejectCollector {
  /** Of the reading. */
  count = 0;

  private readonly file: FileImport;
  private readonly plan: PlannedFile;
  private readonly reasons = new Map<number, readonly Reason[]>();
  private kept: Reject[] = [];
  private bytes = 0;

  constructor(file: FileImport, plan: PlannedFile) {
    this.file = file;
    this.plan = plan;
  }

  add(record: Pick<Asked, 'line' | 'number' | 'raw'>, reasons: readonly Reason[]): void {
    this.count++;
    if (this.reasons.size >= MOST_REJECTS) return;
    this.reasons.set(record.line, reasons);
    if (this.bytes > MOST_KEPT_BYTES) return;
    const reject = rejectOf(this.file.fileNo, record, reasons);
    this.bytes += reject.raw.length;
    if (this.bytes > MOST_KEPT_BYTES) this.kept = [];
    else this.kept.push(reject);
  }

  /** All of them, and those that the server has found, in the order of their lines where the file is read again. */
  async *all(found: readonly LineReject[]): AsyncGenerator<Reject, void, undefined> {
    if (found.length === 0 && this.bytes <= MOST_KEPT_BYTES) {
      yield* this.kept;
      return;
    }
    const room = MOST_REJECTS - this.reasons.size;
    const reasons = new Map([...this.reasons, ...found.slice(0, room).map((one) => [one.line, one.reasons] as const)]);
    yield* readRejects(this.file, this.plan, reasons);
  }
}

/** Reads a file again for the bytes of the records that begin on these lines. */
export async function* readRejects(
  file: FileImport,
  plan: PlannedFile,
  reasons: ReadonlyMap<number, readonly Reason[]>,
): AsyncGenerator<Reject, void, undefined> {
  let found: Reject[] = [];
  const decide = (record: Asked): string | undefined => {
    const why = reasons.get(record.line);
    if (why === undefined) return undefined;
    found.push(rejectOf(file.fileNo, record, why));
    // What is found is handed over at the end of a piece, which without a line would go by.
    return '\n';
  };
  let left = reasons.size;
  for await (const _ of recordLines({ file, plan, decide, askAll: true })) {
    yield* found;
    left -= found.length;
    found = [];
    if (left === 0) return;
  }
  yield* found;
}
