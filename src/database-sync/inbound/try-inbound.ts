import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { postgresErrorState } from '../../connectors/postgres/errors.js';
import { quoteName, quoteQualified } from '../../connectors/postgres/quote-name.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { runStatements } from '../ddl/run-statements.js';
import { tryStatement } from '../ddl/try-statement.js';
import { asideName } from '../generation-names.js';
import type { TrueNames } from '../stage/staging.js';
import { existing, underTrueNames } from '../stage/true-names.js';
import type { InboundReferences, PublishedTable } from './find-inbound.js';
import { findInbound } from './find-inbound.js';

/** How long readers of a table outside may stand behind the trial. */
const LOCK_TIMEOUT_MS = 200;

const LOCKED = '55P03';
/** A lock, a deadlock, a server without room, or that ends the statement: says nothing of what was tried. */
const PASSES = /^(?:55P03|40|53|57|58)/;
/** Problems that a message names. */
const MOST = 5;

type Tried = Pick<InboundReferences, 'statements' | 'extensions' | 'published' | 'publishedSchemas'>;

/**
 * Says again, under true names in the transaction that is open, what refers to the live schemas from outside, as the
 * publish will, and undoes it. Throws TARGET_UNSUITABLE with what the account may not say, or what names something that
 * the new generation lacks, or has otherwise. A table that does not fit a publication any more is no hindrance: the
 * publish leaves it out, and tells it. Returns whether all could be tried: where others hold locks it gives way.
 */
export const tryInbound = async (
  connection: PostgresConnection,
  { statements, extensions, published, publishedSchemas }: Tried,
): Promise<boolean> => {
  const problems: string[] = [];
  let isWhole = true;
  await connection.execute(`savepoint inbound; set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
  // They are aside with what was live, or with staging where its statements name them there.
  const moves = extensions.map(
    ({ name, schema }) => `alter extension ${quoteName(name)} set schema ${quoteName(schema)}`,
  );
  for (const statement of [...moves, ...statements, ...published.map(leave), ...publishedSchemas.flatMap(exchange)]) {
    const error = await tryStatement(connection, statement);
    if (error === undefined) continue;
    const state = postgresErrorState(error) ?? '';
    if (!PASSES.test(state)) problems.push(error.message);
    else isWhole = false;
    if (state === LOCKED) break;
  }
  await connection.execute('rollback to savepoint inbound; release inbound');
  if (problems.length > 0) throw couldNotFollow(problems);
  return isWhole;
};

/** How long, and how often, locks are asked for once more before a copy that is proved is handed on. */
const TRIED_FOR_MS = 5_000;
const PAUSE_MS = 500;

/**
 * Tries it when a generation is whole in staging: somebody may have made, or held a lock on, something since it was
 * tried for the first time. Throws as `tryInbound` does. Returns what a person should know, each a sentence.
 */
export const tryInboundAgain = async (connection: PostgresConnection, names: TrueNames): Promise<string[]> => {
  for (const until = Date.now() + TRIED_FOR_MS; ; await sleep(PAUSE_MS)) {
    const isWhole = await tryAsItIs(connection, names).catch((error: unknown) => {
      // Somebody changes the schema itself, or a definition that is read.
      if (isStevedoreError(error) && error.code === 'POSTGRES_LOCK_TIMEOUT') return false;
      throw error;
    });
    if (isWhole) return [];
    if (Date.now() > until)
      return [
        'Whether all that refers to the schemas from outside can follow is known only at the publish: others held locks on it while it was tried',
      ];
  }
};

const tryAsItIs = async (connection: PostgresConnection, names: TrueNames): Promise<boolean> => {
  const live = await existing(
    connection,
    names.schemas.map(({ name }) => name),
  );
  const inbound = await findInbound(connection, [...live]);
  return underTrueNames(connection, names, () => tryInbound(connection, inbound));
};

/**
 * Says again, in the transaction of a publish that has renamed, what refers to the schemas from outside. Throws
 * TARGET_UNSUITABLE with what cannot follow, although it could when it was tried; locks that others hold as they are.
 */
export const sayInboundAgain = async (connection: PostgresConnection, statements: readonly string[]): Promise<void> => {
  try {
    await runStatements(connection, statements);
  } catch (error) {
    const state = postgresErrorState(error);
    if (!isStevedoreError(error) || state === undefined || PASSES.test(state)) throw error;
    throw couldNotFollow([error.message], { cause: error, details: error.details });
  }
};

const couldNotFollow = (
  problems: readonly string[],
  options: ConstructorParameters<typeof StevedoreError>[2] = {},
): StevedoreError => {
  const more = problems.length > MOST ? `; and ${problems.length - MOST} more` : '';
  return new StevedoreError(
    'TARGET_UNSUITABLE',
    `Cannot publish: what refers to the schemas from outside could not follow. ${problems.slice(0, MOST).join('; ')}${more}; drop it at the target, or take the account that owns it`,
    options,
  );
};

/** What is live is aside meanwhile. Only the owner of a publication changes it, only a superuser one of a schema. */
const leave = ({ publication, schema, name }: PublishedTable): string =>
  `alter publication ${quoteName(publication)} drop table ${quoteQualified(asideName(schema), name)}`;

const exchange = ({ publication, schema }: Tried['publishedSchemas'][number]): string[] => [
  `alter publication ${quoteName(publication)} drop tables in schema ${quoteName(asideName(schema))}`,
  `alter publication ${quoteName(publication)} add tables in schema ${quoteName(schema)}`,
];
