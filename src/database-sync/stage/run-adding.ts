import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { StevedoreError } from '../../contracts/errors.js';
import { runStatements } from '../ddl/run-statements.js';
import { tryStatement } from '../ddl/try-statement.js';
import type { PublishAddition } from '../profiles/publish-additions.js';
import { isDatabaseWide, nameOfWide } from './database-wide.js';

/**
 * Runs statements in a transaction; one about something that stands in no schema may fail, which is told in `warnings`
 * once for each such thing: the target has it already, or the account may not make it. Returns their names.
 */
export const runAdding = async (
  connection: PostgresConnection,
  statements: readonly string[],
  { warnings, before = new Set() }: { readonly warnings: string[]; readonly before?: ReadonlySet<string> },
): Promise<ReadonlySet<string>> => {
  const left = new Set<string>();
  for (const statement of statements) {
    if (!isDatabaseWide(statement)) {
      await runStatements(connection, [statement]);
      continue;
    }
    const name = nameOfWide(statement);
    // An extension stays as it is; the statement that makes it passes over it.
    if (left.has(name) || (name.startsWith('extension ') && before.has(name))) continue;
    const error = await tryStatement(connection, statement);
    if (error === undefined) continue;
    left.add(name);
    warnings.push(isThere(error) ? staysAsItIs(name) : `The ${name} is not added at the target: ${error.message}`);
  }
  return left;
};

const OF_EXTENSION = /^COMMENT ON EXTENSION /;

/**
 * Runs statements in a transaction, in a database of its own; only what is said of an extension may be refused, which
 * is told in `warnings`: that of one that every database is born with is a superuser's.
 */
export const runWhole = async (
  connection: PostgresConnection,
  statements: readonly string[],
  { warnings }: { readonly warnings: string[] },
): Promise<ReadonlySet<string>> => {
  for (const statement of statements) {
    if (!OF_EXTENSION.test(statement)) {
      await runStatements(connection, [statement]);
      continue;
    }
    const error = await tryStatement(connection, statement);
    if (error !== undefined)
      warnings.push(`The comment of the ${nameOfWide(statement)} is not made at the target: ${error.message}`);
  }
  return new Set();
};

/** Whether the server refused to make something that it has already. */
export const isThere = ({ details }: StevedoreError): boolean => details['sqlState'] === '42710';

/** What a person is told of that. */
export const staysAsItIs = (name: string): string => `The ${name} is at the target already and stays as it is`;

/** How long others may stand behind one try for a lock; in the pause after it, those who waited go on. */
const LOCK_TIMEOUT_MS = 100;
const PAUSE_MS = 100;
const LOCKED = '55P03';

/** Tries a statement whose locks it asks for again and again, for a moment each. */
const tryFor = async (
  connection: PostgresConnection,
  statement: string,
  { forMs, undo = false }: { readonly forMs: number; readonly undo?: boolean },
): Promise<StevedoreError | undefined> => {
  for (const until = Date.now() + forMs; ; ) {
    await connection.execute(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
    const error = await tryStatement(connection, statement, { undo });
    await connection.execute(`set local lock_timeout = '10s'`);
    if (error?.details['sqlState'] !== LOCKED || Date.now() > until) return error;
    await sleep(PAUSE_MS);
  }
};

/**
 * Runs, in the transaction that is open, a statement that locks a table of others: nobody stands behind it for longer
 * than a moment while it waits. Throws POSTGRES_LOCK_TIMEOUT after `forMs`.
 */
export const runGivingWay = async (connection: PostgresConnection, statement: string, forMs: number): Promise<void> => {
  const error = await tryFor(connection, statement, { forMs });
  if (error !== undefined) throw error;
};

/** How long one addition is tried for whose lock others hold. */
const TRIED_FOR_MS = 1_000;

/**
 * Finds out which additions the server takes, and returns those; of the others `warnings` tells why not.
 *
 * 1. Each is undone as soon as it was tried, which gives back its locks: they are those of the platform's own tables.
 * 2. Where others hold a lock, it is asked for a few times, for a moment each. What could not be tried is kept: the
 *    publish waits for the lock.
 */
export const tryAdditions = async (
  connection: PostgresConnection,
  additions: readonly PublishAddition[],
  warnings: string[],
): Promise<PublishAddition[]> => {
  const possible: PublishAddition[] = [];
  for (const addition of additions) {
    const { name, statement } = addition;
    const error = await tryFor(connection, statement, { forMs: TRIED_FOR_MS, undo: true });
    const isLocked = error?.details['sqlState'] === LOCKED;
    if (error === undefined || isLocked) possible.push(addition);
    if (isLocked)
      warnings.push(`The ${name} could not be tried, because others held its lock; it is made when the copy goes live`);
    else if (error !== undefined) warnings.push(`The ${name} is not made at the target: ${error.message}`);
  }
  return possible;
};
