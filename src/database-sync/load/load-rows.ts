import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { RowSums } from '../../connectors/postgres/copy/row-sums.js';
import type { ErrorCode } from '../../contracts/errors.js';
import type { BuildEvent } from '../built-generation.js';
import type { SourceTable, SyncSource } from '../source/sync-source.js';
import type { Fence } from '../fence/epoch.js';
import type { LaterObject, Staging } from '../stage/staging.js';
import type { CopyUnit } from './copy-unit.js';
import type { ProvedTable } from './proved-table.js';
import { isStevedoreError } from '../../contracts/errors.js';
import { runStatements } from '../ddl/run-statements.js';
import { isTiedOutside } from '../stage/database-wide.js';
import { runGivingWay } from '../stage/run-adding.js';
import { memoryOfIndex } from './choose-memory.js';
import { copyPart, copyRows, emptyUnit, totalOf } from './copy-rows.js';
import { namesOf, planUnits } from './copy-unit.js';
import { freezeRows } from './freeze-rows.js';
import { planTasks } from './plan-tasks.js';
import { proveRows } from './prove-rows.js';
import { runTasks } from './run-tasks.js';
import { TargetSessions } from './target-sessions.js';

export interface LoadRowsOptions {
  readonly applicationName: string;
  readonly signal?: AbortSignal;
  /** Tables copied at a time, and as many builds beside them. @default as many as the machine has cores, at most 8 */
  readonly jobs?: number;
  /** A table from this size on may be copied in parts, where jobs would have nothing else to do. @default 2 GiB */
  readonly splitBytes?: number;
  /** `maintenance_work_mem` of each session, in bytes. @default see `chooseMemory` */
  readonly memory?: number;
  /** Of the epoch that the sessions bear the name of. @default nothing keeps a later builder from staging */
  readonly fence?: Fence;
  readonly onProgress?: (event: BuildEvent) => void;
}

const MOST_JOBS = 8;
const SPLIT_BYTES = 2 * 2 ** 30;
/** Between two looks at whether older transactions have ended. */
const LOOK_EVERY_MS = 1_000;

/**
 * Fills staging with the rows of the source, proves them, and makes all that follows rows.
 *
 * 1. Staging's tables are empty or are emptied: what an earlier call left in them does no harm. What follows rows must
 *    not be there.
 * 2. Every table is proved: its rows are read back from staging and their sums compared with those on the way.
 *    PROOF_FAILED names the first that differs.
 * 3. A table's proof and its indexes begin as soon as its rows are committed, beside the copying of others; foreign
 *    keys are made without looking at rows, and then validated beside one another.
 * 4. A session that is lost costs what it did; a target that has started again, or a source whose moment is gone
 *    (SNAPSHOT_LOST), costs all: the caller makes staging anew.
 * 5. Every transaction of the target sees the rows, however old it is: they are frozen as they come, or, where the
 *    server cannot, afterwards; then it waits until transactions have ended that began before.
 * 6. At most `jobs` sessions copy and `jobs` others build. When it returns or throws, all of them are closed.
 */
export const loadRows = async (
  source: SyncSource,
  target: PostgresSettings,
  staging: Staging,
  options: LoadRowsOptions,
): Promise<ProvedTable[]> => {
  const { jobs = Math.min(MOST_JOBS, availableParallelism()), onProgress: tell = () => undefined } = options;
  const ending = new AbortController();
  const signal = options.signal === undefined ? ending.signal : AbortSignal.any([options.signal, ending.signal]);
  const { applicationName, memory, fence } = options;
  const sessions = new TargetSessions(target, {
    applicationName,
    signal,
    builds: jobs,
    ...(memory === undefined ? {} : { memory }),
    ...(fence === undefined ? {} : { fence }),
  });
  const units = planUnits(source.tables, staging, { jobs, splitBytes: options.splitBytes ?? SPLIT_BYTES });
  const copied = new Map<CopyUnit, readonly RowSums[]>();
  const hear = {
    names: staging.names,
    signal,
    onBytes: (table: SourceTable, bytes: number) => tell({ type: 'bytes', table: nameOf(table), bytes }),
    onAgain: (table: SourceTable, reason: string) =>
      tell({ type: 'table', table: nameOf(table), state: 'again', reason }),
  };
  const begin = (unit: CopyUnit): void => {
    for (const table of unit.sources) tell({ type: 'table', table: nameOf(table), state: 'copying' });
  };
  const told = (unit: CopyUnit, state: 'copied' | 'proved'): void =>
    unit.sources.forEach((table, at) => {
      const rows = copied.get(unit)?.[at]?.rows ?? 0;
      tell({ type: 'table', table: nameOf(table), state, rows });
    });
  const stagingNames = staging.schemas.map((each) => each.staging);
  const bytesOf = new Map(units.flatMap((unit) => namesOf(unit, staging.schemas).map((name) => [name, unit.bytes])));
  const run = ({ name, table = '' }: LaterObject, statements: readonly string[], spare = 0): Promise<void> => {
    const settings = [`set local max_parallel_maintenance_workers = ${spare}`];
    const method = / INDEX .* USING (\w+) /.exec(statements[0] ?? '')?.[1];
    if (memory === undefined && method !== undefined)
      settings.push(atMostMemory(memoryOfIndex(method, bytesOf.get(table) ?? 0)));
    const [first = '', ...others] = statements;
    const isTied = isTiedOutside(first, stagingNames);
    return sessions.transaction(
      settings.join('; '),
      async (connection) => {
        if (isTied) await runGivingWay(connection, first, LOCKS_MS);
        await runStatements(connection, isTied ? others : statements);
      },
      { action: `Cannot make ${name}` },
    );
  };
  const partitioned = await sessions.use({ action: 'Cannot read staging' }, async (connection) => {
    const found = await connection.query(
      `select format('"%s"."%s"', replace(nspname, '"', '""'), replace(relname, '"', '""')) as name
         from pg_class c join pg_namespace n on n.oid = c.relnamespace where relkind = 'p' and nspname = any($1)`,
      [staging.schemas.map((each) => each.staging)],
    );
    return new Set(found.map(({ name }) => String(name)));
  });
  const isValidatedLater = ({ table, statements }: LaterObject): boolean =>
    table !== undefined && !partitioned.has(table) && !/ NOT (?:VALID|ENFORCED)$/.test(statements[0] ?? '');
  const tasks = planTasks(
    { units, schemas: staging.schemas, later: staging.later, isValidatedLater },
    {
      copy: async (unit) => {
        begin(unit);
        copied.set(unit, await copyRows(sessions, unit, hear));
        told(unit, 'copied');
      },
      empty: (unit) => {
        begin(unit);
        return emptyUnit(sessions, unit);
      },
      copyPart: async (unit, part) => {
        const sums = await copyPart(sessions, unit, part, hear);
        copied.set(unit, [totalOf([sums, ...(copied.get(unit) ?? [])])]);
      },
      join: (unit) => Promise.resolve(told(unit, 'copied')),
      prove: async (unit) => {
        await proveRows(sessions, unit, totalOf(copied.get(unit) ?? []), signal);
        told(unit, 'proved');
      },
      index: (object, spare) => run(object, [object.over?.index ?? ''], spare),
      make: (object, spare) => {
        const [first = '', ...others] = object.over?.statements ?? object.statements;
        const later = object.kind === 'foreignKey' && isValidatedLater(object);
        return run(object, [later ? `${first} NOT VALID` : first, ...others], spare);
      },
      validate: (object) =>
        run(object, [`alter table ${object.table ?? ''} validate constraint ${constraintOf(object)}`]),
      analyze: (unit) =>
        sessions
          .use({ action: 'Cannot analyse' }, async (connection) => {
            await connection.execute(`analyze ${unit.place}`, [], `Cannot analyse ${unit.place}`);
          })
          .catch((error: unknown) => {
            // A foreign table that inherits is read, too, and its server may be away; nothing depends on it.
            if (!isStevedoreError(error) || !LEFT_UNANALYSED.has(error.code)) throw error;
            tell({ type: 'notice', text: error.message });
          }),
    },
  );
  try {
    await runTasks(tasks, { places: { rows: jobs, build: jobs }, onFailure: (error) => ending.abort(error) });
    for (const { place, spread, parts } of units)
      if (spread || parts.length > 0) await seenByAll(sessions, place, { signal, tell });
    return units.map((unit) => ({ schema: unit.schema, name: unit.name, ...totalOf(copied.get(unit) ?? []) }));
  } finally {
    await sessions.close();
  }
};

/** How long a foreign key to a table that others write to waits for its lock. */
const LOCKS_MS = 600_000;

/** Of what the session has. */
const atMostMemory = (bytes: number): string =>
  `select set_config(name, least(setting::bigint, ${Math.ceil(bytes / 1024)})::text, true)
     from pg_settings where name = 'maintenance_work_mem'`;

const seenByAll = async (
  sessions: TargetSessions,
  place: string,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell: (event: BuildEvent) => void },
): Promise<void> => {
  for (let looks = 0; !(await freezeRows(sessions, place)); looks += 1) {
    if (looks === 0)
      tell({ type: 'notice', text: `${place} waits for transactions of the target that began before its rows came` });
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
};

/** What the server says when it cannot read a table for its statistics, though it could fill it. */
const LEFT_UNANALYSED: ReadonlySet<ErrorCode> = new Set(['POSTGRES_STATEMENT_FAILED', 'POSTGRES_PERMISSION_DENIED']);

const nameOf = ({ schema, name }: SourceTable): string => `${schema}.${name}`;

const constraintOf = ({ statements }: LaterObject): string =>
  / ADD CONSTRAINT ("(?:[^"]|"")+"|\S+) /.exec(statements[0] ?? '')?.[1] ?? '';
