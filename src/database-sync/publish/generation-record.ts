import type { PostgresConnection, Row } from '../../connectors/postgres/open-connection.js';
import type { BuiltGeneration } from '../built-generation.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { StagingNames } from '../stage/staged-schemas.js';
import { isDatabaseWide, nameOfWide } from '../stage/database-wide.js';
import { GENERATIONS } from './control-tables.js';

/** What a publish has to know of a generation that was built, and what is shown of one. */
export interface GenerationRecord extends Pick<BuiltGeneration, 'schemas' | 'atPublish' | 'tables'> {
  /** Whether its database is renamed, not its schemas. */
  readonly ownDatabase: boolean;
}

export type GenerationState = 'building' | 'staged' | 'live' | 'previous' | 'gone';

/** A generation of a database. */
export interface SyncGeneration {
  readonly generation: number;
  readonly runId: string;
  readonly pipeline: string;
  readonly state: GenerationState;
  /** The connection, or the dump, that it came from. */
  readonly source: string;
  /** The moment of its rows; ISO 8601, UTC. */
  readonly takenAt?: string;
  /** Since when it is live, or when it was made live last. */
  readonly liveAt?: string;
  /** The run that made it live: its own, or one that rolled back to it. */
  readonly madeLiveBy?: string;
  /** The database that it is in, by oid; absent until another one has taken its place. */
  readonly database?: string;
  /** The schemas that it is in, by oid; absent until others have taken their place. */
  readonly schemaOids?: readonly string[];
  /** Statements that are left to be run since it went live; see `completePublish`. */
  readonly unchecked?: readonly string[];
  /** What a person should know of how it went live. */
  readonly warnings?: readonly string[];
  /** There while it is being built, or waits to go live; without one then, it is a build of 0.6.0, which noted none. */
  readonly staging?: StagingNames;
  /** Absent until it is built; without its tables once it is gone. */
  readonly record?: GenerationRecord;
}

/** Stands for what was there before the first generation. */
const ORIGINAL = 'original';

/**
 * Notes that a run builds a generation; the same run's again, where a try before did so. What that one's staging is
 * called goes on standing there until it is dropped.
 */
export const beginGeneration = async (
  connection: PostgresConnection,
  { runId, pipeline, source }: Pick<SyncGeneration, 'runId' | 'pipeline' | 'source'>,
): Promise<void> => {
  await connection.execute(
    `insert into ${GENERATIONS} (run_id, pipeline, state, source)
     select $1, $2, 'live', 'what was there before' where not exists (select from ${GENERATIONS}) on conflict do nothing`,
    [ORIGINAL, pipeline],
    'Cannot note what is live',
  );
  await connection.execute(
    `insert into ${GENERATIONS} (run_id, pipeline, state, source, record) values ($1, $2, 'building', $3, '{"staging": []}')
     on conflict (run_id) do update set state = 'building', source = excluded.source,
       record = case when ${GENERATIONS}.state = 'building' then ${GENERATIONS}.record else excluded.record end
       where ${GENERATIONS}.state in ('building', 'staged') or (${GENERATIONS}.state = 'gone' and ${GENERATIONS}.live_at is null)`,
    [runId, pipeline, source],
    'Cannot note the generation',
  );
};

/** Notes what the run's staging is called, before anything of it is made: by that it is known as this program's. */
export const noteStaging = async (
  connection: PostgresConnection,
  runId: string,
  { names, ownDatabase }: StagingNames,
): Promise<void> => {
  await connection.execute(
    `update ${GENERATIONS} set record = jsonb_build_object('staging', $2::text[], 'ownDatabase', $3::boolean)
      where run_id = $1 and state = 'building'`,
    [runId, names, ownDatabase],
    'Cannot note the staging of a generation',
  );
};

/** Notes that the run's generation is whole and proved. Throws FENCED where it is not this run's to build any more. */
export const noteStaged = async (
  connection: PostgresConnection,
  runId: string,
  takenAt: string,
  record: GenerationRecord,
): Promise<void> => {
  const { affectedRows } = await connection.execute(
    `update ${GENERATIONS} set state = 'staged', taken_at = $2, built_at = now(), record = record || $3::jsonb
      where run_id = $1 and state in ('building', 'staged')`,
    [runId, takenAt, JSON.stringify(record)],
    'Cannot note the generation',
  );
  if (affectedRows === 0)
    throw new StevedoreError('FENCED', `Cannot go on: the generation of the run ${runId} has been given up`);
};

/** The generations, the newest first; those that are gone too. */
export const listGenerations = async (connection: PostgresConnection): Promise<SyncGeneration[]> => {
  const [there] = await connection.query(
    'select to_regclass($1) is not null as there',
    [GENERATIONS],
    'Cannot look for the tables of generations',
  );
  if (there?.['there'] !== true) return [];
  const rows = await connection.query(
    `select ${COLUMNS} from ${GENERATIONS} order by generation desc`,
    [],
    'Cannot read the generations',
  );
  return rows.map(toGeneration);
};

/** The one that is live; undefined where none of this program is. */
export const readMark = async (connection: PostgresConnection): Promise<SyncGeneration | undefined> =>
  (await listGenerations(connection)).find(({ state }) => state === 'live');

/** Of a run; undefined where it built none. */
export const generationOfRun = async (
  connection: PostgresConnection,
  runId: string,
): Promise<SyncGeneration | undefined> =>
  (await listGenerations(connection)).find((generation) => generation.runId === runId);

/** In the transaction of a publish: the generation is live, made so by the run; others get other states before. */
export const markLive = async (
  connection: PostgresConnection,
  { generation }: SyncGeneration,
  runId: string,
  others: readonly (readonly [SyncGeneration | undefined, GenerationState])[],
): Promise<void> => {
  for (const [other, state] of others)
    if (other !== undefined)
      await connection.execute(
        `update ${GENERATIONS} set state = $2${state === 'gone' ? FORGET : ''} where generation = $1`,
        [other.generation, state],
        'Cannot write the mark of a generation',
      );
  await connection.execute(
    `update ${GENERATIONS} set state = 'live', live_at = now(), made_live_by = $2 where generation = $1`,
    [generation, runId],
    'Cannot write the mark of the generation',
  );
};

/** Notes the database, by oid, that the live generation is in: by it, not by a name, it is known later. */
export const noteDatabase = async (connection: PostgresConnection, oid: string): Promise<void> => {
  await connection.execute(
    `update ${GENERATIONS} set record = record || jsonb_build_object('database', $1::text) where state = 'live'`,
    [oid],
    'Cannot write the mark of a generation',
  );
};

/** Notes the schemas, by oid, that the live generation is in: by them, not by names, they are known later. */
export const noteSchemas = async (connection: PostgresConnection, oids: readonly string[]): Promise<void> => {
  await connection.execute(
    `update ${GENERATIONS} set record = record || jsonb_build_object('schemaOids', $1::text[]) where state = 'live'`,
    [oids],
    'Cannot write the mark of a generation',
  );
};

/** In the transaction of a publish: what is left to be done for the live generation, and what is to be told of it. */
export const noteLeft = async (
  connection: PostgresConnection,
  { unchecked, warnings }: Required<Pick<SyncGeneration, 'unchecked' | 'warnings'>>,
): Promise<void> => {
  await connection.execute(
    `update ${GENERATIONS} set record = record - 'unchecked' - 'warnings' where state <> 'live' and record ?| array['unchecked', 'warnings']`,
    [],
    'Cannot write the mark of a generation',
  );
  await connection.execute(
    `update ${GENERATIONS} set record = record || jsonb_build_object('unchecked', $1::text[], 'warnings', $2::text[]) where state = 'live'`,
    [unchecked, warnings],
    'Cannot write the mark of a generation',
  );
};

/** Notes that one of the statements that were left has been run. */
export const noteValidated = async (connection: PostgresConnection, statement: string): Promise<void> => {
  await connection.execute(
    `update ${GENERATIONS} set record = jsonb_set(record, '{unchecked}', (record -> 'unchecked') - $1::text)
      where state = 'live' and record ? 'unchecked'`,
    [statement],
    'Cannot write the mark of a generation',
  );
};

/** Notes that generations are not kept any more. */
export const noteGone = async (connection: PostgresConnection, runIds: readonly string[]): Promise<void> => {
  await connection.execute(
    `update ${GENERATIONS} set state = 'gone'${FORGET} where run_id = any ($1::text[]) and state <> 'live'`,
    [runIds],
    'Cannot write the mark of a generation',
  );
};

/** Of what is gone, nobody asks for the tables: the list of a thousand of them is read at each step of a run. */
const FORGET = `, record = record - 'tables'`;

const UTC = `at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const COLUMNS = `generation::text, run_id, pipeline, state, source, taken_at, to_char(live_at ${UTC}) as live_at, made_live_by, record::text`;

/** Until 0.8.0 a record had the statements alone. */
const toAddition = (each: GenerationRecord['atPublish'][number] | string) =>
  typeof each === 'string'
    ? { name: isDatabaseWide(each) ? nameOfWide(each) : 'addition to what others own', statement: each }
    : each;

const stagedOf = ({ schemas }: Partial<GenerationRecord>): string[] | undefined =>
  schemas?.map(({ staging }) => staging);

const toGeneration = (row: Row): SyncGeneration => {
  const record = JSON.parse(String(row['record'])) as Partial<GenerationRecord> &
    Pick<SyncGeneration, 'database' | 'schemaOids' | 'unchecked' | 'warnings'> & {
      readonly staging?: readonly string[];
    };
  const isStaging = row['state'] === 'building' || row['state'] === 'staged';
  const { staging: noted } = record;
  const staging = noted === undefined || noted.length === 0 ? (stagedOf(record) ?? noted) : noted;
  return {
    generation: Number(row['generation']),
    runId: String(row['run_id']),
    pipeline: String(row['pipeline']),
    state: row['state'] as GenerationState,
    source: String(row['source']),
    ...(row['taken_at'] === null ? {} : { takenAt: row['taken_at'] as string }),
    ...(row['live_at'] === null ? {} : { liveAt: row['live_at'] as string }),
    ...(row['made_live_by'] === null ? {} : { madeLiveBy: row['made_live_by'] as string }),
    ...(record.database === undefined ? {} : { database: record.database }),
    ...(record.schemaOids === undefined ? {} : { schemaOids: record.schemaOids }),
    ...(record.unchecked === undefined ? {} : { unchecked: record.unchecked }),
    ...(record.warnings === undefined ? {} : { warnings: record.warnings }),
    ...(isStaging && staging !== undefined
      ? { staging: { names: staging, ownDatabase: record.ownDatabase === true } }
      : {}),
    ...(record.schemas === undefined
      ? {}
      : {
          record: {
            tables: [],
            ...record,
            atPublish: (record.atPublish ?? []).map(toAddition),
          } as unknown as GenerationRecord,
        }),
  };
};
