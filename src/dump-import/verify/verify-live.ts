/**
 * Compares what is live with the record of the generation that it was published as.
 *
 * 1. It only reads and takes no epoch, so it blocks nobody (`scans.ts` lets a publish through).
 * 2. Its findings belong to one generation: it reads the record before the first table and after the last one. If a
 *    publish or a rollback came between, it discards its findings and begins again.
 * 3. The sums are made by the expression of the proof. `after_load` has run before the proof, so its changes are part
 *    of what is compared.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { withConnection } from '../../connectors/mysql/open-connection.js';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { readServerFacts, serverMark } from '../../connectors/mysql/server-facts.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type {
  LiveComparison,
  LiveFinding,
  NotCompared,
  Verification,
} from '../../contracts/maintenance/verification.js';
import type { Provenance } from '../../contracts/dump-import/generation.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import { StevedoreError } from '../../contracts/errors.js';
import { readJournal } from '../control/journal.js';
import { recordedStandingObjects } from '../control/standing-objects.js';
import type { TokenReading } from '../control/tokens.js';
import { readCurrentToken } from '../control/tokens.js';
import { readUnfinished } from '../publish/completion/unfinished.js';
import { chooseConnections } from '../load/connections/choose-connections-rules.js';
import type { ComparedObjects } from './compare-objects.js';
import { compareObjects } from './compare-objects.js';
import { compareTable } from './compare-table.js';
import type { ComparedTable } from './compare-table.js';
import { pairTables } from './pair-tables.js';
import { isPublishAtWork } from './publish-at-work.js';
import { scanTables } from './scans.js';

export interface VerifyRequest {
  readonly settings: DumpImportSettings;
  /** Tables read side by side. @default half of the pipeline's `load.connections`: live readers use the same server */
  readonly connections?: number;
  readonly signal?: AbortSignal;
  /** Rows compared of rows in all, and the table that was begun last. */
  readonly onProgress: (done: number, total: number, table: string) => void;
}

/**
 * Compares every live table and object of a pipeline with its generation. A difference is a result, not an error.
 * Throws LIVE_MOVING where publishes left it no time, `MYSQL_…` codes, and the signal's reason.
 */
export const verifyLive = async (mysql: MysqlSettings, request: VerifyRequest): Promise<Verification> => {
  const { name } = request.settings;
  for (let round = 1; round <= ROUNDS; round++) {
    const current = await untilQuiet(mysql, name, request.signal);
    if (current.kind === 'none')
      return { kind: 'nothing', reason: `no generation of "${name}" is live, so there is nothing to compare with` };
    if (current.kind === 'unreadable')
      return { kind: 'nothing', reason: `the record of what is live cannot be read: ${current.reason}` };
    if (current.provenance.databases.length === 0)
      return { kind: 'nothing', reason: 'what is live is from before the first import, and has no proof' };
    const comparison = await compareGeneration(mysql, request, current.provenance);
    if (comparison !== undefined) return { kind: 'compared', comparison };
  }
  throw new StevedoreError(
    'LIVE_MOVING',
    `Cannot verify "${name}": what is live changed ${ROUNDS} times while it was read; try again once no run of it publishes`,
    { details: { pipeline: name } },
  );
};

const ROUNDS = 3;

/** The record of what is live, at a moment without a publish in the middle. */
const untilQuiet = (mysql: MysqlSettings, pipeline: string, signal?: AbortSignal): Promise<TokenReading> =>
  withConnection(mysql, 'publisher', signal ? { signal } : {}, async (publisher) => {
    for (const deadline = Date.now() + QUIET_WITHIN_MS; ; ) {
      const atWork = await isPublishAtWork(publisher, pipeline);
      const current = await readCurrentToken(publisher, pipeline);
      if (!atWork && (await readJournal(publisher, pipeline)) === undefined) return current;
      if (!atWork || Date.now() > deadline) {
        throw new StevedoreError(
          'LIVE_MOVING',
          atWork
            ? `Cannot verify "${pipeline}": a run of it has been publishing for ${QUIET_WITHIN_MS / 60_000} minutes; try again when it has ended`
            : `Cannot verify "${pipeline}": a publish was interrupted in the middle; the next run of the pipeline, or the next start of a worker, settles it`,
          { details: { pipeline } },
        );
      }
      await pause(500, undefined, signal && { signal });
    }
  });

const QUIET_WITHIN_MS = 600_000;

/** Undefined if the generation is no longer live, so that the findings say nothing. */
const compareGeneration = async (
  mysql: MysqlSettings,
  { settings, connections, signal, onProgress }: VerifyRequest,
  provenance: Provenance,
): Promise<LiveComparison | undefined> => {
  const isStill = async (publisher: MysqlConnection): Promise<boolean> => {
    const now = await readCurrentToken(publisher, settings.name);
    const isOpen = (await readJournal(publisher, settings.name)) !== undefined;
    return !isOpen && now.kind === 'read' && now.provenance.epoch === provenance.epoch;
  };
  const { facts, pairs, recorded, unfinished } = await withConnection(mysql, 'publisher', {}, async (publisher) => {
    const server = await readServerFacts(publisher);
    return {
      facts: server,
      pairs: await pairTables(publisher, settings, provenance, serverMark(server)),
      recorded: await recordedStandingObjects(publisher, {
        pipeline: settings.name,
        generation: provenance.generation,
      }),
      unfinished: await readUnfinished(publisher, settings.name),
    };
  });
  const compared: ComparedTable[] = [];
  const total = pairs.tables.reduce((sum, { proof }) => sum + proof.rows, 0);
  let done = 0;
  const whole = await scanTables(mysql, {
    pipeline: settings.name,
    connections: connections ?? defaultConnections(settings, facts),
    tables: pairs.tables,
    isStill,
    read: async (publisher, table) => {
      onProgress(done, total, `${table.database}.${table.live}`);
      compared.push(await compareTable(publisher, table, facts.flavor));
      done += table.proof.rows;
      onProgress(done, total, `${table.database}.${table.live}`);
    },
    ...(signal && { signal }),
  });
  if (!whole) return undefined;
  const objects = await withConnection(mysql, 'owner', signal ? { signal } : {}, (owner) =>
    compareObjects(owner, {
      settings,
      databases: pairs.databases,
      recorded,
      unfinished,
      sameServer: ({ server }) => server === undefined || server === serverMark(facts),
    }),
  );
  if (!(await withConnection(mysql, 'publisher', {}, isStill))) return undefined;
  return summarize(provenance, [pairs, ...compared, objects], compared, objects);
};

/** Half of what a load takes, since live readers use the same server. */
const defaultConnections = (
  { loadConnections }: DumpImportSettings,
  facts: { readonly processors?: number; readonly galera: boolean },
): number => Math.max(1, Math.floor(chooseConnections(loadConnections, facts, availableParallelism()) / 2));

interface Part {
  readonly findings: readonly LiveFinding[];
  readonly notCompared: readonly NotCompared[];
}

const summarize = (
  { generation, runId, preparedAt }: Provenance,
  parts: readonly Part[],
  tables: readonly ComparedTable[],
  { objects }: ComparedObjects,
): LiveComparison => ({
  generation,
  runId,
  preparedAt,
  tables: tables.length,
  rows: tables.reduce((sum, { rows }) => sum + rows, 0),
  objects,
  findings: parts.flatMap(({ findings }) => findings).sort(byName),
  notCompared: parts.flatMap(({ notCompared }) => notCompared).sort(byName),
});

const byName = (
  one: { readonly database: string; readonly name: string },
  other: { readonly database: string; readonly name: string },
): number => one.database.localeCompare(other.database) || one.name.localeCompare(other.name);
