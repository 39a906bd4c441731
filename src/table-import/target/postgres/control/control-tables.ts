import type { PostgresConnection, Row } from '../../../../connectors/postgres/open-connection.js';
import { postgresErrorState } from '../../../../connectors/postgres/errors.js';
import { quoteName, quoteQualified, quoteText } from '../../../../connectors/postgres/quote-name.js';
import { CONTROL_SCHEMA, LEDGER_TABLE, REJECTS_TABLE } from '../../control-names.js';

/** The quoted name of a table in the control schema. */
export const controlTable = (name: string): string => quoteQualified(CONTROL_SCHEMA, name);

export const LEDGER = controlTable(LEDGER_TABLE);
export const REJECTS = controlTable(REJECTS_TABLE);

/** Creates what is missing of the control schema; an account without the right to needs it to be there. */
export const ensureControlTables = async (connection: PostgresConnection): Promise<void> => {
  const [found] = await connection.query(
    `select exists (select from pg_namespace where nspname = ${quoteText(CONTROL_SCHEMA)}) as schema,
      to_regclass(${quoteText(LEDGER)}) is not null and to_regclass(${quoteText(REJECTS)}) is not null as tables`,
  );
  if (found?.['tables'] === true) return;
  // Two that create the same at the same time would collide in the catalog, IF NOT EXISTS or not.
  const lock = `select pg_advisory_xact_lock(hashtextextended('stevedore control tables', 0))`;
  const schema = found?.['schema'] === true ? [] : [`create schema if not exists ${quoteName(CONTROL_SCHEMA)}`];
  const action = `Cannot create the schema "${CONTROL_SCHEMA}" and its tables`;
  await connection.execute([lock, ...schema, ...TABLES].join(';\n'), [], action);
};

const TABLES = [
  `create table if not exists ${LEDGER} (
    run_id text not null,
    file_no integer not null,
    epoch bigint not null,
    sessions jsonb not null,
    reached text not null,
    records bigint not null default 0,
    inserted bigint not null default 0,
    updated bigint not null default 0,
    unchanged bigint not null default 0,
    superseded bigint not null default 0,
    rejected bigint not null default 0,
    staged_rows bigint not null default 0,
    target_schema text not null,
    target_table text not null,
    server_started text not null,
    updated_at timestamptz not null default now(),
    primary key (run_id, file_no))`,
  `create table if not exists ${REJECTS} (
    run_id text not null,
    file_no integer not null,
    line bigint not null,
    number bigint not null,
    reasons jsonb not null,
    raw bytea not null,
    raw_bytes bigint not null,
    mended bytea,
    state text not null default 'open',
    replay_run_id text,
    created_at timestamptz not null default now(),
    primary key (run_id, file_no, line))`,
] as const;

/** Reads control tables; nothing where they have not been created yet. */
export const readControl = async (
  connection: PostgresConnection,
  sql: string,
  values: readonly unknown[],
  action: string,
): Promise<Row[]> => {
  try {
    return await connection.query(sql, values, action);
  } catch (error) {
    if (NOT_THERE.has(postgresErrorState(error) ?? '')) return [];
    throw error;
  }
};

const NOT_THERE = new Set(['42P01', '3F000']);
