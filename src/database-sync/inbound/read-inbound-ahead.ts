/**
 * Readers of the live tables wait while they are locked, so what refers to them from outside is read before.
 *
 * 1. What is used was true when the locks were held: any change of a catalogue since leads to another reading. A new
 *    row bears a later transaction than all before, so that no change leaves count and sum as they were.
 * 2. Reading keeps no lock: what it took for definitions is given back, and nobody stands behind it in a queue.
 * 3. It only saves time: where it does not get its locks, everything is read under those of the publish.
 */
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { InboundReferences } from './find-inbound.js';
import { findInbound } from './find-inbound.js';

export interface InboundAhead {
  readonly inbound: InboundReferences;
  /** Of the catalogues, before they were read. */
  readonly state: string;
}

/** Reads what refers to the schemas, in the transaction that is open; undefined where others hold locks against it. */
export const readInboundAhead = async (
  connection: PostgresConnection,
  schemas: readonly string[],
  lockTimeoutMs: number,
): Promise<InboundAhead | undefined> => {
  await connection.execute(`savepoint before_reading; set local lock_timeout = ${Math.max(1, lockTimeoutMs)}`);
  const ahead = await readBoth(connection, schemas).catch((error: unknown) => {
    if (!isStevedoreError(error) || error.code === 'POSTGRES_CONNECTION_LOST') throw error;
    return undefined;
  });
  await connection.execute('rollback to savepoint before_reading; release savepoint before_reading');
  return ahead;
};

const readBoth = async (connection: PostgresConnection, schemas: readonly string[]): Promise<InboundAhead> => {
  const state = await stateOf(connection);
  return { state, inbound: await findInbound(connection, schemas) };
};

/** What refers to the schemas now, in the transaction that has locked their tables. */
export const inboundUnderLocks = async (
  connection: PostgresConnection,
  schemas: readonly string[],
  ahead: InboundAhead | undefined,
): Promise<InboundReferences> =>
  ahead !== undefined && (await stateOf(connection)) === ahead.state ? ahead.inbound : findInbound(connection, schemas);

/** Where definitions of what refers to others are kept. */
const CATALOGUES = [
  'pg_namespace',
  'pg_class',
  'pg_attribute',
  'pg_attrdef',
  'pg_constraint',
  'pg_depend',
  'pg_description',
  'pg_event_trigger',
  'pg_extension',
  'pg_policy',
  'pg_proc',
  'pg_publication',
  'pg_publication_rel',
  'pg_rewrite',
  'pg_trigger',
  'pg_type',
];

const stateOf = async (connection: PostgresConnection): Promise<string> => {
  const all = connection.serverVersion >= 150_000 ? [...CATALOGUES, 'pg_publication_namespace'] : CATALOGUES;
  const sums = all.map((name) => `(select count(*) || ' ' || sum(xmin::text::bigint) from pg_catalog.${name})`);
  const [row] = await connection.query(
    `select concat_ws(',', ${sums.join(', ')}) as state`,
    [],
    'Cannot look whether the catalogues have changed',
  );
  return String(row?.['state']);
};
