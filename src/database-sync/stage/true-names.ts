import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { TrueNames } from './staging.js';
import { inTransaction } from '../../connectors/postgres/in-transaction.js';
import { quoteName } from '../../connectors/postgres/quote-name.js';
import { asideName } from '../generation-names.js';

/**
 * Gives the schemas of staging the names of the live ones, until `giveNamesBack`, in one transaction that nobody else
 * sees: what is made meanwhile under true names stands in staging, and no text has to be rewritten.
 *
 * 1. Statements of others go on as ever, in the live schemas under their names; only who changes the schema itself
 *    (GRANT, ALTER) waits for the transaction's end.
 * 2. An extension that stands in a live schema is in staging's meanwhile, and back before the transaction ends.
 * 3. A schema of staging that is missing is made.
 * 4. One session of a database at a time has true names; others wait: a catalogue's row cannot be changed by two.
 */
export const takeTrueNames = async (
  connection: PostgresConnection,
  { schemas, live, extensions }: TrueNames,
): Promise<void> => {
  // Another session may load a large table under true names; who changes a schema is done in a moment.
  await connection.execute(`set local lock_timeout = 0; select pg_catalog.pg_advisory_xact_lock(${ONE_AT_A_TIME})`);
  await connection.execute(`set local lock_timeout = '10s'`);
  const staged = await existing(
    connection,
    schemas.map(({ staging }) => staging),
  );
  for (const { name, staging } of schemas) {
    // In a database of its own staging has the true names.
    if (name === staging) continue;
    if (live.has(name)) await rename(connection, name, asideName(name));
    if (staged.has(staging)) await rename(connection, staging, name);
    else await run(connection, `create schema ${quoteName(name)}`);
  }
  for (const { name, to } of extensions) await moveExtension(connection, name, to);
};

/** Of nobody else: the bytes of `stvdname`. */
const ONE_AT_A_TIME = '8319404585380834661';

/** The other way. */
export const giveNamesBack = async (
  connection: PostgresConnection,
  { schemas, live, extensions }: TrueNames,
): Promise<void> => {
  const isStaged = (schema: string) => schemas.some(({ name, staging }) => name === schema && name !== staging);
  for (const { name, from } of extensions)
    await moveExtension(connection, name, isStaged(from) && live.has(from) ? asideName(from) : from);
  for (const { name, staging } of schemas) {
    if (name === staging) continue;
    await rename(connection, name, staging);
    if (live.has(name)) await rename(connection, asideName(name), name);
  }
};

/** Runs `body` in a transaction under true names. */
export const underTrueNames = <T>(
  connection: PostgresConnection,
  names: TrueNames,
  body: () => Promise<T>,
): Promise<T> => inTransaction(connection, () => withTrueNames(connection, names, body));

/** Runs `body` under true names in a transaction that has begun; if it throws, the transaction is to be rolled back. */
export const withTrueNames = async <T>(
  connection: PostgresConnection,
  names: TrueNames,
  body: () => Promise<T>,
): Promise<T> => {
  // Somebody may have made, or dropped, a live schema since.
  const live = await existing(
    connection,
    names.schemas.map(({ name }) => name),
  );
  await takeTrueNames(connection, { ...names, live });
  const result = await body();
  await giveNamesBack(connection, { ...names, live });
  return result;
};

/** Those of the names that are schemas. */
export const existing = async (
  connection: PostgresConnection,
  names: readonly string[],
): Promise<ReadonlySet<string>> => {
  const rows = await connection.query(
    'select nspname::text as name from pg_catalog.pg_namespace where nspname = any ($1::text[])',
    [names],
    'Cannot look for schemas',
  );
  return new Set(rows.map(({ name }) => String(name)));
};

const rename = (connection: PostgresConnection, from: string, to: string) =>
  run(connection, `alter schema ${quoteName(from)} rename to ${quoteName(to)}`);

const moveExtension = (connection: PostgresConnection, name: string, to: string) =>
  run(connection, `alter extension ${quoteName(name)} set schema ${quoteName(to)}`);

const run = (connection: PostgresConnection, statement: string) =>
  connection.execute(statement, [], `Cannot run "${statement}"`);
