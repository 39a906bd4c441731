/**
 * A CSV file into a table: the import's core beside the database's own bulk command and the same upsert, in turn, on
 * one server, into an empty table, the same again, and with a tenth changed and a twentieth new. Reports the ratios of
 * the medians; the counts of both must agree.
 */
import { randomUUID } from 'node:crypto';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RecordCounts } from '../src/contracts/table-import/record-counts.js';
import type { Resource } from '../src/contracts/table-import/resource.js';
import type { FileImport } from '../src/table-import/import/file-import.js';
import { publishFile } from '../src/table-import/import/publish-file.js';
import { stageFile } from '../src/table-import/import/stage-file.js';
import { writeBatches } from '../src/table-import/import/write-batches.js';
import { removeTemporaryFolder, temporaryFolder } from '../test/support/temporary-folder.js';
import { describeMachine, median, printTable, timed } from './figures.js';
import { generateCsv } from './generate-csv.js';
import type { CsvKind } from './generate-csv.js';
import { startMysqlStand } from './mysql-stand.js';
import { startPostgresStand } from './postgres-stand.js';
import { processorSeconds } from './processor-seconds.js';
import type { TableStand } from './postgres-stand.js';
import { tableTool } from './table-tools.js';
import { PLAIN_RESOURCE } from '../test/support/plain-resource.js';

const OPTIONS = {
  kind: { type: 'string', default: 'wide,narrow' },
  rounds: { type: 'string', default: '5' },
  /** `postgres`, `mariadb` or `mysql`. */
  server: { type: 'string', default: 'postgres' },
  postgres: { type: 'string', default: 'machine' },
  batches: { type: 'string' },
  share: { type: 'string', default: '1' },
  /** Of pgloader, sling and dlt, with commas between: what people load with, into an empty table; printed only. */
  tools: { type: 'string', default: '' },
} as const;

const ROWS: Readonly<Record<CsvKind, number>> = { wide: 65_000, narrow: 1_000_000 };
const STATES = ['empty', 'same', 'changed'] as const;

/** What the core may take of the peer's time. */
const LIMITS: Readonly<Record<string, number>> = { psql: 1.15, mariadb: 1.25, mysql: 1.25 };
const LEAST_PER_SECOND = { narrow: 100_000, batches: 25_000 };

export async function benchTables(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const version = values.postgres === 'machine' ? values.postgres : (Number(values.postgres) as 17 | 18);
  const folder = temporaryFolder('bench-tables');
  const { server } = values;
  const stand = await (server === 'mariadb' || server === 'mysql'
    ? startMysqlStand(server)
    : startPostgresStand(version));
  console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
  console.log(await stand.describe());
  try {
    let good = true;
    for (const kind of values.kind.split(',') as CsvKind[]) {
      const rows = Math.round(ROWS[kind] * Number(values.share));
      const fresh = Math.round(rows / 20);
      const files = { same: join(folder, `${kind}.csv`), changed: join(folder, `${kind}-changed.csv`) };
      await generateCsv(files.same, kind, { from: 1, to: rows });
      await generateCsv(files.changed, kind, { from: 1 + fresh, to: rows + fresh, changed: true });
      const bench = { stand, kind, rows, files: { empty: files.same, ...files } };
      const size = values.batches === undefined ? undefined : Number(values.batches);
      good = (await (size === undefined ? compare(bench, Number(values.rounds)) : batches(bench, size))) && good;
      const tools = values.tools.split(',').filter(Boolean);
      if (tools.length > 0) await loadByTools(bench, tools, folder, Number(values.rounds));
    }
    return good ? 0 : 1;
  } finally {
    await stand.stop();
    removeTemporaryFolder(folder);
  }
}

interface TableBench {
  readonly stand: TableStand;
  readonly kind: CsvKind;
  readonly rows: number;
  readonly files: Readonly<Record<(typeof STATES)[number], string>>;
}

const compare = async ({ stand, kind, rows, files }: TableBench, rounds: number): Promise<boolean> => {
  const seconds = STATES.map(() => ({ ours: [] as Spent[], theirs: [] as Spent[], staged: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    await stand.createTables(kind);
    for (const [at, state] of STATES.entries()) {
      const ours = await spent(stand, () => importOnce(stand, files[state]));
      const theirs = await spent(stand, () => stand.peer(files[state]));
      const { inserted, updated } = ours.result.counts;
      if (`${inserted} ${updated}` !== theirs.result) {
        throw new Error(`${kind} ${state}: ${inserted} ${updated} by the core, ${theirs.result} by the peer`);
      }
      seconds[at]?.ours.push(ours);
      seconds[at]?.theirs.push(theirs);
      seconds[at]?.staged.push(ours.result.staged);
    }
  }
  const lines = STATES.map((state, at) => {
    const { ours = [], theirs = [], staged = [] } = seconds[at] ?? {};
    const of = (all: readonly Spent[], what: 'seconds' | 'processor') => median(all.map((one) => one[what]));
    const ratio = of(ours, 'seconds') / of(theirs, 'seconds');
    const processor = { ours: of(ours, 'processor'), theirs: of(theirs, 'processor') };
    return {
      state,
      ours: of(ours, 'seconds'),
      staged: median(staged),
      theirs: of(theirs, 'seconds'),
      ratio,
      processor,
    };
  });
  console.log(`\n${kind}: ${rows} records, median of ${rounds}`);
  printTable([
    ['table', 'core s', 'of it staging', `${stand.peerName} s`, 'ratio', 'records/s', 'CPU s', 'peer', 'ratio'],
    ...lines.map(({ state, ours, staged, theirs, ratio, processor }) => [
      state,
      ours.toFixed(2),
      staged.toFixed(2),
      theirs.toFixed(2),
      ratio.toFixed(2),
      Math.round(rows / ours),
      processor.ours.toFixed(2),
      processor.theirs.toFixed(2),
      (processor.ours / processor.theirs).toFixed(2),
    ]),
  ]);
  const quick = kind !== 'narrow' || lines.every(({ ours }) => rows / ours >= LEAST_PER_SECOND.narrow);
  return quick && lines.every(({ ratio }) => ratio <= (LIMITS[stand.peerName] ?? 1));
};

/** What people use, beside the core: each into an empty table, in turn. */
const loadByTools = async (bench: TableBench, names: readonly string[], folder: string, rounds: number) => {
  const { stand, kind, rows, files } = bench;
  const { tools: at } = stand;
  if (at === undefined) throw new Error(`No tool loads into ${stand.peerName} here`);
  const tools = names.map((name) => tableTool(name, at, folder));
  const seconds = new Map<string, number[]>([['core', []], ...tools.map(({ name }): [string, number[]] => [name, []])]);
  for (let round = 0; round < rounds; round++) {
    await stand.createTables(kind);
    seconds.get('core')?.push((await timed(() => importOnce(stand, files.empty))).seconds);
    for (const tool of tools) {
      await tool.prepare(kind);
      seconds.get(tool.name)?.push((await timed(() => tool.load(files.empty, kind))).seconds);
    }
  }
  const ours = median(seconds.get('core') ?? []);
  printTable([
    ['into an empty table', 's', 'of the core', 'records/s'],
    ...[...seconds].map(([name, all]) => {
      const own = median(all);
      return [name, own.toFixed(2), (own / ours).toFixed(1), Math.round(rows / own)];
    }),
  ]);
};

interface Spent {
  readonly seconds: number;
  /** Of the server and of this process, with the clients that it started. */
  readonly processor: number;
}

const spent = async <T>(stand: TableStand, work: () => Promise<T>): Promise<Spent & { readonly result: T }> => {
  const total = async () => {
    // The server counts a session when it has ended.
    await new Promise((resolve) => setTimeout(resolve, 200));
    return processorSeconds(stand.pid()) + processorSeconds(process.pid);
  };
  const before = await total();
  const { seconds, result } = await timed(work);
  return { seconds, result, processor: (await total()) - before };
};

const batches = async ({ stand, kind, rows, files }: TableBench, batchSize: number): Promise<boolean> => {
  await stand.createTables(kind);
  const file = fileImport(stand, files.same, { commit: 'batches', batchSize });
  const { seconds } = await timed(() => writeBatches(stand.target, file));
  const perSecond = Math.round(rows / seconds);
  console.log(`\n${kind}: batches of ${batchSize}: ${seconds.toFixed(2)} s, ${perSecond} records/s`);
  return perSecond >= LEAST_PER_SECOND.batches;
};

const importOnce = async (
  stand: TableStand,
  path: string,
): Promise<{ readonly counts: RecordCounts; readonly staged: number }> => {
  const file = fileImport(stand, path);
  const { seconds, result } = await timed(() => stageFile(stand.target, file));
  const counts = await publishFile(stand.target, file, result);
  await stand.target.clean(file.runId);
  return { counts, staged: seconds };
};

const fileImport = (stand: TableStand, path: string, changes: Partial<Resource> = {}): FileImport => ({
  runId: randomUUID(),
  fileNo: 1,
  path,
  schema: stand.schema,
  resource: {
    connection: 'bench',
    table: 'ours',
    ...PLAIN_RESOURCE,
    ...changes,
  },
  format: {
    format: 'csv',
    delimiter: ',',
    quote: '"',
    skipLines: 0,
    header: true,
    mapping: {},
    maxRecordBytes: 16 << 20,
  },
});
