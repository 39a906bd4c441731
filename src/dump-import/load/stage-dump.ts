import { setTimeout as sleep } from 'node:timers/promises';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type { DumpIndex, TableIndex } from '../../formats/mysql-dump/dump-index.js';
import { tableKey } from '../control/loaded-tables.js';
import { dumpFile, partOf } from '../dump-files.js';
import type { ExtractedDump } from '../fetch/extract-dump.js';
import { extractDump } from '../fetch/extract-dump.js';
import { acceptDump, scanDump } from '../fetch/index-dump.js';
import type { EarlyLoad, EarlyReport } from './load-early.js';
import { loadEarly } from './load-early.js';
import { PieceStream } from '../fetch/piece-stream.js';

export interface StageDumpRequest {
  readonly runId: string;
  /** Attempt of the run, from 1. */
  readonly attempt: number;
  readonly database: string;
  readonly archiveFile: string;
  /** The archive's own name, for messages. */
  readonly label: string;
  /** Of the archive's bytes: what is loaded counts for these bytes only. */
  readonly checksum: string;
  /** Exists, and belongs to this run and database. */
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Waited for before each piece; see `inTurn`. */
  readonly turn?: () => Promise<void>;
  readonly onUnpacked: (bytesDone: number, bytesTotal: number) => void;
  /** Called when the whole dump is read and accepted; an error that it throws ends the step. */
  readonly onAccepted: (dump: DumpIndex, unpacked: Omit<ExtractedDump, 'file'>) => Promise<void>;
  /** Called from then on. */
  readonly onLoaded: (bytesDone: number, bytesTotal: number, table: string) => void;
}

export interface StagedDump extends ExtractedDump {
  readonly index: DumpIndex;
  readonly early: EarlyReport;
  /** Every table stands in staging as the whole dump has it: `loadDump` has nothing left to do. */
  readonly isLoaded: boolean;
}

/**
 * Unpacks a dump, reads it while it is unpacked, and loads its tables while the rest still arrives: one pass over its
 * bytes.
 *
 * 1. A fault of the archive is reported before a fault of the dump: bytes that are not authentic say nothing about it.
 * 2. The dump and its index are in the directory when this returns; a refused dump is there too, for inspection.
 * 3. What is loaded by then is only noted (`load-early.ts`). When this has thrown, its connections are closed, and the
 *    next epoch waits until the server has ended them.
 *
 * Throws what `extractDump`, `scanDump` and `acceptDump` throw.
 */
export const stageDump = async (
  mysql: MysqlSettings,
  settings: DumpImportSettings,
  request: StageDumpRequest,
): Promise<StagedDump> => {
  const { database, directory, signal } = request;
  const unfinished = partOf(dumpFile(directory));
  const progress = new LoadProgress(request.onLoaded);
  // If triggers fire, the dump's order is kept from its first statement to its last.
  const early =
    settings.triggersBeforeRows === 'fire'
      ? NO_EARLY_LOAD
      : loadEarly(mysql, earlyRequest(settings, request, unfinished, progress));
  const pieces = new PieceStream();
  const scanning = scanDump(mysql, settings, { database, chunks: pieces, signal, onTable: early.offer });
  const finish = async (unpacked: Omit<ExtractedDump, 'file'>): Promise<Loaded> => {
    pieces.end();
    const index = await acceptDump(mysql, settings, {
      database,
      directory,
      dumpFile: unfinished,
      signal,
      read: await scanning,
    });
    await request.onAccepted(index, unpacked);
    progress.expect(index.tables.reduce((sum, { dataBytes }) => sum + dataBytes, 0));
    const report = await early.end();
    signal.throwIfAborted();
    return { index, early: report, isLoaded: standsLoaded(settings, request, index, report) };
  };
  let finished: Promise<Loaded> | undefined;
  scanning.catch(() => pieces.abandon());
  // Its forty statements take 20 ms before the thread is busy with the dump, and 200 beside it, while the server idles.
  await Promise.race([early.ready, sleep(SHORTLY_MS, undefined, { ref: false })]);
  try {
    const extracted = await extractDump({
      ...request,
      zip: settings.zip,
      onProgress: request.onUnpacked,
      onPiece: async (piece) => {
        await request.turn?.();
        await pieces.put(piece);
      },
      // Keeps the file's name until nobody reads it under that name.
      onWhole: (unpacked) =>
        (finished = finish(unpacked)).then(
          () => undefined,
          () => early.stop(),
        ),
    });
    return { ...extracted, ...(await (finished ?? finish(extracted))) };
  } catch (error) {
    pieces.end();
    await Promise.allSettled([scanning, early.stop()]);
    throw error;
  }
};

type Loaded = Omit<StagedDump, keyof ExtractedDump>;

const standsLoaded = (
  { databases }: DumpImportSettings,
  { database, checksum }: StageDumpRequest,
  index: DumpIndex,
  { loaded, error }: EarlyReport,
): boolean => {
  const { afterLoad = [] } = databases.find(({ name }) => name === database) ?? {};
  if (loaded === undefined || error !== undefined || index.inOrder === true || afterLoad.length > 0) return false;
  const isSame = (table: TableIndex) => loaded.get(table.name) === tableKey({ archive: checksum }, index, table);
  return loaded.size === index.tables.length && index.tables.every(isSame);
};

const earlyRequest = (
  settings: DumpImportSettings,
  request: StageDumpRequest,
  dumpFile: string,
  progress: LoadProgress,
) => ({
  pipeline: settings.name,
  runId: request.runId,
  attempt: request.attempt,
  database: request.database,
  archive: request.checksum,
  dumpFile,
  connections: settings.loadConnections,
  strategy: settings.loadStrategy,
  mapping: settings.loadCollations,
  ...(settings.charset === undefined ? {} : { charset: settings.charset }),
  signal: request.signal,
  onProgress: (bytes: number, table: string) => progress.reach(bytes, table),
});

/** Reports progress once the total is known. */
class LoadProgress {
  private done = 0;
  private total: number | undefined;
  private table = '';
  private readonly tell: StageDumpRequest['onLoaded'];

  constructor(tell: StageDumpRequest['onLoaded']) {
    this.tell = tell;
  }

  reach(bytes: number, table: string): void {
    this.done = bytes;
    this.table = table;
    if (this.total !== undefined) this.tell(bytes, this.total, table);
  }

  expect(total: number): void {
    this.total = total;
    this.tell(this.done, total, this.table);
  }
}

const SHORTLY_MS = 1_000;

const NO_EARLY_LOAD: EarlyLoad = {
  ready: Promise.resolve(),
  offer: () => undefined,
  end: () => Promise.resolve({ tables: 0, proofs: new Map(), warnings: [] }),
  stop: () => Promise.resolve(),
};
