import type { RejectStore } from '../target/table-target.js';
import { readReplayed } from './write-replay-file.js';

export interface SettleRequest {
  readonly rejects: Pick<RejectStore, 'list' | 'settle'>;
  /** The run whose rejects were replayed, and the number of their file in it. */
  readonly original: { readonly runId: string; readonly fileNo: number };
  readonly replay: { readonly runId: string; readonly fileNo: number };
  /** Of the file that `writeReplayFile` wrote. */
  readonly directory: string;
}

/**
 * Marks the rejects that the replay has put into the table as replayed, and gives their number; the others stay open,
 * and so does what was mended meanwhile: the replay has read it as it was before.
 */
export const settleReplay = async ({ rejects, original, replay, directory }: SettleRequest): Promise<number> => {
  const replayed = await readReplayed(directory);
  const again = await rejectedNumbers(rejects, replay);
  const passed = replayed.filter((_, index) => !again.has(index + 1));
  let settled = 0;
  for (let from = 0; from < passed.length; from += AT_ONCE) {
    const some = passed.slice(from, from + AT_ONCE).map((one) => ({ ...one, fileNo: original.fileNo }));
    settled += await rejects.settle(original.runId, some, replay.runId);
  }
  return settled;
};

const AT_ONCE = 1_000;

const rejectedNumbers = async (
  rejects: Pick<RejectStore, 'list'>,
  { runId, fileNo }: SettleRequest['replay'],
): Promise<Set<number>> => {
  const numbers = new Set<number>();
  for (let after = { fileNo, line: 0 }; ; ) {
    const page = await rejects.list({ runId, after, limit: AT_ONCE });
    for (const reject of page) if (reject.fileNo === fileNo) numbers.add(reject.number);
    const last = page.at(-1);
    if (last === undefined || last.fileNo !== fileNo || page.length < AT_ONCE) return numbers;
    after = { fileNo, line: last.line };
  }
};
