/**
 * Writes the open rejects of a file as a file of its own, each as it was read or as it was mended.
 *
 * 1. Each of them is one record of the new file, in the order of their lines; `replayed.json` beside it says which, and
 *    is there once the file is whole. Such a file stays as it is: what was written of it is settled by it.
 * 2. What cannot be a record by itself (a quote that is not closed, bytes that were not kept whole) is left out and
 *    stays open, so that it cannot swallow the record behind it.
 */
import { createHash } from 'node:crypto';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { translateDiskError } from '../../connectors/disk/disk-errors.js';
import { prepareWorkDirectory } from '../../connectors/disk/work-files.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { CsvFormat, FileFormat } from '../../contracts/table-import/file-format.js';
import type { FileReading } from '../../contracts/table-import/imported-file-record.js';
import type { StoredReject } from '../../contracts/table-import/reject.js';
import { RecordReader } from '../../formats/csv/records/record-reader.js';
import { csvDialectOf } from '../records/csv-dialect-of.js';
import type { RejectStore, ReplayedReject } from '../target/table-target.js';

export interface ReplayRequest {
  readonly rejects: Pick<RejectStore, 'list'>;
  readonly runId: string;
  readonly fileNo: number;
  /** How the new file is read. */
  readonly format: FileFormat;
  readonly reading: FileReading;
  readonly directory: string;
  /** It is in the table already, by a file that another host had: nobody knows what of it to settle. @default false */
  readonly isWritten?: boolean;
  readonly signal: AbortSignal;
}

export interface ReplayFile {
  readonly path: string;
  readonly records: number;
  /** Rejects that were left out. */
  readonly leftOut: number;
}

/** Throws DISK_FULL, and the target's errors. */
export const writeReplayFile = async (request: ReplayRequest): Promise<ReplayFile> => {
  await prepareWorkDirectory(request.directory);
  try {
    return await write(request);
  } catch (error) {
    throw translateDiskError('Cannot write the rejects that are replayed', error, 'work_dir');
  }
};

const write = async (request: ReplayRequest): Promise<ReplayFile> => {
  const { directory, reading, format, isWritten = false } = request;
  const path = join(directory, 'file');
  const whole = await readFile(factsFile(directory), 'utf8').catch(() => undefined);
  if (whole !== undefined) {
    const { replayed, leftOut } = JSON.parse(whole) as Facts;
    return { path, records: replayed.length, leftOut };
  }
  const output = await open(path, 'w', 0o600);
  const replayed: Facts['replayed'][number][] = [];
  let leftOut = 0;
  try {
    if (reading.header !== undefined) await output.appendFile(withLineEnd(Buffer.from(reading.header)));
    for await (const reject of openRejects(request)) {
      const record = recordOf(reject, format);
      if (record === undefined) {
        leftOut++;
        continue;
      }
      await output.appendFile(record);
      replayed.push({ line: reject.line, mended: markOf(reject) });
    }
    await output.sync();
  } finally {
    await output.close();
  }
  const facts: Facts = isWritten ? { replayed: [], leftOut, isLost: true } : { replayed, leftOut };
  await writeFile(`${factsFile(directory)}.part`, JSON.stringify(facts), { mode: 0o600, flush: true });
  await rename(`${factsFile(directory)}.part`, factsFile(directory));
  return { path, records: replayed.length, leftOut };
};

interface Facts {
  readonly replayed: readonly Omit<ReplayedReject, 'fileNo'>[];
  readonly leftOut: number;
  /** The rows came from a file that another host had. */
  readonly isLost?: boolean;
}

const factsFile = (directory: string): string => join(directory, 'replayed.json');

/** The rejects that are the records of a replay, in its order. Throws REPLAY_UNKNOWN where another host has written. */
export const readReplayed = async (directory: string): Promise<Facts['replayed']> => {
  const { replayed, isLost = false } = JSON.parse(await readFile(factsFile(directory), 'utf8')) as Facts;
  if (!isLost) return replayed;
  throw new StevedoreError(
    'REPLAY_UNKNOWN',
    'another host has put them into the table, and its list of them is lost; dismiss those that are there: replayed once more they change nothing, but in a table without a key they come twice',
  );
};

const markOf = ({ mended }: StoredReject): string =>
  mended === undefined ? '' : createHash('sha256').update(mended).digest('hex');

/** The open rejects of one file of a run. */
export async function* openRejects({
  rejects,
  runId,
  fileNo,
  signal,
}: Pick<ReplayRequest, 'rejects' | 'runId' | 'fileNo'> & { readonly signal?: AbortSignal }): AsyncGenerator<
  StoredReject,
  void,
  undefined
> {
  for (let after = { fileNo, line: 0 }; ; ) {
    signal?.throwIfAborted();
    const page = await rejects.list({ runId, state: 'open', after, limit: PAGE });
    for (const reject of page) {
      if (reject.fileNo !== fileNo) return;
      yield reject;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = { fileNo, line: last.line };
  }
}

const PAGE = 500;

const recordOf = ({ mended, raw, rawBytes }: StoredReject, format: FileFormat): Buffer | undefined => {
  if (mended === undefined && rawBytes > raw.length) return undefined;
  const record = withLineEnd(mended ?? raw);
  return isOneRecord(record, format) ? record : undefined;
};

const withLineEnd = (bytes: Buffer): Buffer =>
  bytes.at(-1) === LF || bytes.at(-1) === CR ? bytes : Buffer.concat([bytes, Buffer.from('\n')]);

const LF = 10;
const CR = 13;

/** Whether the bytes are one record, however good, so that what comes behind them is read as it stands. */
const isOneRecord = (bytes: Buffer, format: FileFormat): boolean =>
  format.format === 'csv' ? isOneCsvRecord(bytes, format) : isOneLine(bytes);

/** A blank one would not count, and all behind it would be taken for the ones before. */
const isOneLine = (bytes: Buffer): boolean =>
  bytes.subarray(0, -1).every((byte) => byte !== LF) && bytes.toString('utf8').trim() !== '';

const isOneCsvRecord = (bytes: Buffer, format: CsvFormat): boolean => {
  const reader = new RecordReader(csvDialectOf(format), format.maxRecordBytes);
  const first = reader.next(bytes, bytes.length, true);
  return first !== undefined && first.flaw === undefined && first.end === bytes.length;
};
