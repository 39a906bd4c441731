import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { quoteName, quoteQualified } from '../../connectors/postgres/quote-name.js';
import { MARK_SCHEMA } from '../generation-names.js';

/** A row a generation of the database; at most one is live, and at most one is the previous one. */
export const GENERATIONS = quoteQualified(MARK_SCHEMA, 'sync_generations');

/** One row: who may write generations now. */
export const EPOCH = quoteQualified(MARK_SCHEMA, 'sync_epoch');

/**
 * Makes the schema `stevedore` of a target with its two tables, where they are missing.
 *
 * `state`: `building`, `staged` (whole and proved), `live`, `previous`, `gone`. The first row stands for what was there
 * before the first generation.
 */
export const createControlTables = async (connection: PostgresConnection): Promise<void> => {
  const [there] = await connection.query(
    'select to_regclass($1) is not null and to_regclass($2) is not null as there',
    [GENERATIONS, EPOCH],
    'Cannot look for the tables of generations',
  );
  if (there?.['there'] === true) return;
  await connection.execute(
    `begin;
     select pg_catalog.pg_advisory_xact_lock(${LOCK});
     create schema if not exists ${quoteName(MARK_SCHEMA)};
     create table if not exists ${EPOCH} (one boolean primary key default true check (one), epoch bigint not null, run_id text not null, taken_at timestamptz not null);
     create table if not exists ${GENERATIONS} (
       generation bigint generated always as identity primary key, run_id text not null unique, pipeline text not null,
       state text not null check (state in ('building', 'staged', 'live', 'previous', 'gone')), source text not null, taken_at text,
       built_at timestamptz, live_at timestamptz, made_live_by text, record jsonb not null default '{}');
     create unique index if not exists sync_generations_one on ${GENERATIONS} (state) where state in ('live', 'previous');
     commit`,
    [],
    `Cannot make the schema "${MARK_SCHEMA}"`,
  );
};

/** Two programs may make them at once. */
const LOCK = 7_305_001;
