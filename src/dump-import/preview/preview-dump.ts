import { open, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { FileHandle } from 'node:fs/promises';
import { withConnection } from '../../connectors/mysql/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { buildDumpIndex } from '../../formats/mysql-dump/index/build-dump-index.js';
import { describeTable } from '../../formats/mysql-dump/tables/describe-table.js';
import type { TableDescription } from '../../formats/mysql-dump/tables/describe-table.js';
import type { DumpIndex, TableIndex } from '../../formats/mysql-dump/dump-index.js';
import { judgeCharsetUses } from '../collations/judge-charset-uses.js';
import type { UnknownName } from '../collations/judge-charset-uses.js';
import { askCollations, assumeCollations } from '../collations/known-collations.js';
import type { KnownCollations } from '../collations/known-collations.js';
import { listCharsetUses } from '../collations/list-charset-uses.js';
import { placeOf } from '../collations/settle-collations.js';
import { sourceNameOf, tableFilter } from '../fetch/index-dump.js';
import { MAX_STATEMENT_BYTES } from '../max-statement-bytes.js';
import { chooseConnections } from '../load/connections/choose-connections-rules.js';
import { planLoad } from '../load/load-plan.js';
import { readChunks } from '../../connectors/disk/read-chunks.js';
import { compareWithLive } from './compare-with-live.js';
import type { DumpPreview, TablePreview } from './dump-preview.js';
import { estimateTable, estimateTotal } from './estimate-load.js';
import { listFindings } from './list-findings.js';
import type { PreviewedCollations } from './list-findings.js';
import type { PreviewTarget } from './read-target.js';

export interface PreviewRequest {
  readonly dumpFile: string;
  /** The file's name in the preview. */
  readonly source: string;
  /** @default the database that the dump names, otherwise `source` */
  readonly database?: string;
  readonly target: PreviewTarget;
  /** The target was not asked. */
  readonly targetAssumed: boolean;
  /** Present if the target can be asked which collations it knows. */
  readonly mysql?: MysqlSettings;
  /** @default a pipeline with default settings */
  readonly settings?: DumpImportSettings;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void;
}

/**
 * Reads a dump once and says what an import would do with it; changes nothing. What an import would refuse becomes a
 * finding. Throws WORK_FILE_MISSING if the file cannot be read.
 */
export const previewDump = async (request: PreviewRequest): Promise<DumpPreview> => {
  const { dumpFile, source, target, settings } = request;
  const refusals: StevedoreError[] = [];
  const index = await indexFile(request, refusals);
  const database = request.database ?? index.declaredDatabase ?? source;
  const descriptions = await describeTables(dumpFile, index);
  const plans = new Map(planLoad(index.tables, target, settings?.loadStrategy).map((plan) => [plan.table, plan]));
  const tables = index.tables.map((table): TablePreview => {
    const { strategy, reason } = plans.get(table.name) ?? { strategy: 'forward-inserts', reason: '' };
    const { charset, secondaryKeys } = descriptions.get(table.name) ?? { secondaryKeys: 0 };
    return {
      name: table.name,
      line: table.line,
      rows: table.rows,
      bytes: table.dataBytes,
      ...(table.engine !== undefined && { engine: table.engine }),
      ...(charset !== undefined && { charset }),
      secondary_keys: secondaryKeys,
      partitioned: table.partitioned,
      strategy,
      reason,
      estimated_seconds: estimateTable({ strategy, bytes: table.dataBytes, rows: table.rows, secondaryKeys }),
    };
  });
  const rules = {
    events: settings?.objects.events ?? 'disabled',
    allowPartitioned: settings?.publish.allowPartitioned ?? false,
    triggersBeforeRows: settings?.triggersBeforeRows ?? 'refuse',
  } as const;
  const collations = await previewCollations(request, index);
  const live = target.live?.kind === 'read' ? target.live.provenance : undefined;
  const server = { galera: false, ...target };
  const cores = availableParallelism();
  const parallel = Math.min(
    chooseConnections(settings?.loadConnections ?? 'auto', server, cores),
    server.processors ?? cores,
  );
  const before = live?.databases.find((one) => one.database === database);
  return {
    database,
    source,
    server: { flavor: target.flavor, version: target.version, assumed: request.targetAssumed },
    ...(index.declaredDatabase !== undefined && { declared_database: index.declaredDatabase }),
    bytes: (await stat(dumpFile)).size,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    tables,
    engines: countBy(tables, ({ engine }) => engine ?? '(default)'),
    charsets: countBy(tables, ({ charset }) => charset ?? '(default)'),
    objects: index.objects.map(({ kind, name, line, definer }) => ({
      kind,
      name,
      ...(line !== undefined && { line }),
      ...(definer !== undefined && { definer }),
    })),
    definers: countBy(
      index.objects.filter(({ definer }) => definer !== undefined),
      ({ definer }) => definer ?? '',
    ),
    findings: listFindings({ database, index, refusals, collations }, target, rules),
    estimated_seconds: estimateTotal(
      index.bytes,
      tables.map((table) => table.estimated_seconds),
      parallel,
    ),
    ...(live !== undefined && before !== undefined && { difference: compareWithLive(tables, before, live.generation) }),
  };
};

const indexFile = async (request: PreviewRequest, refusals: StevedoreError[]): Promise<DumpIndex> => {
  const { dumpFile, source, database, target, settings, signal, onProgress } = request;
  const { size } = await stat(dumpFile).catch((cause: unknown) => {
    throw new StevedoreError('WORK_FILE_MISSING', `Cannot read "${source}": there is no such file`, { cause });
  });
  return buildDumpIndex(readChunks(dumpFile), {
    database: database ?? '',
    ...(settings !== undefined && sourceNameOf(settings, database ?? '')),
    neighbours: settings?.databases.map(({ name }) => name) ?? [],
    server: { flavor: target.flavor, version: target.version },
    maxStatementBytes: MAX_STATEMENT_BYTES,
    requireTrailer: settings?.requireTrailer ?? true,
    ...(settings !== undefined && { include: tableFilter(settings, database ?? '') }),
    ...(signal !== undefined && { signal }),
    onRefused: (error) => {
      if (refusals.length < MOST_REFUSALS) refusals.push(error);
    },
    onProgress: (bytes) => onProgress?.(bytes, size),
  });
};

const MOST_REFUSALS = 100_000;

const describeTables = async (dumpFile: string, index: DumpIndex): Promise<Map<string, TableDescription>> => {
  const descriptions = new Map<string, TableDescription>();
  const handle = await open(dumpFile, 'r');
  try {
    for (const table of index.tables) descriptions.set(table.name, await describeOne(handle, index, table));
  } finally {
    await handle.close();
  }
  return descriptions;
};

const describeOne = async (handle: FileHandle, index: DumpIndex, table: TableIndex): Promise<TableDescription> => {
  const create = table.statements.find(({ kind }) => kind === 'create');
  if (create === undefined) return { secondaryKeys: 0 };
  const bytes = Buffer.alloc(create.end - create.start);
  await handle.read(bytes, 0, bytes.length, create.start);
  return describeTable(bytes, index.sessions[create.session]?.sqlMode);
};

const previewCollations = async (request: PreviewRequest, index: DumpIndex): Promise<PreviewedCollations> => {
  const { dumpFile, target, mysql, settings } = request;
  const mapping = settings?.loadCollations ?? {};
  const judge = async (known: KnownCollations) =>
    judgeCharsetUses(await listCharsetUses({ ...request, index }, target), mapping, known);
  const judgement =
    mysql === undefined
      ? await judge(assumeCollations(target))
      : await withConnection(mysql, 'loader', {}, async (loader) => judge(await askCollations(loader)));
  const lines = new Map<UnknownName, number | undefined>();
  for (const one of judgement.unknown) lines.set(one, await placeOf(dumpFile, one.first));
  return { ...judgement, mapping, lines, server: target, assumed: mysql === undefined };
};

const countBy = <T>(items: readonly T[], key: (item: T) => string): Record<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b)));
};
