import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { makeAdditions } from '../profiles/make-additions.js';
import { quoteName, quoteQualified } from '../../connectors/postgres/quote-name.js';
import { StevedoreError } from '../../contracts/errors.js';
import { runStatements } from '../ddl/run-statements.js';
import type { InboundAhead } from '../inbound/read-inbound-ahead.js';
import { findInbound } from '../inbound/find-inbound.js';
import { sayInboundAgain } from '../inbound/try-inbound.js';
import { inboundUnderLocks, readInboundAhead } from '../inbound/read-inbound-ahead.js';

/** One schema's part of an exchange. */
export interface SchemaExchange {
  readonly name: string;
  /** Where the live one goes; absent where there is no live one. */
  readonly aside?: string;
  /** Where the next live one is; absent where the next generation has no such schema. */
  readonly from?: string;
}

export interface Exchanged {
  /** What is left to do after the commit: it looks at rows. */
  readonly validations: readonly string[];
  /** What a person should know. */
  readonly warnings: readonly string[];
}

/**
 * Renames the live schemas aside and others into their place, in the transaction that is open and has locked the live
 * tables; what refers to them from outside is said again, so that it means the new ones.
 *
 * `ahead` is what was read before the locks (`prepareExchange`). A publication whose table does not fit it any more
 * loses the table, which a warning tells. Throws TARGET_UNSUITABLE with the names of what cannot
 * follow, and what the server refuses of what is said again: the transaction has to be rolled back then.
 */
export const exchangeSchemas = async (
  connection: PostgresConnection,
  exchanges: readonly SchemaExchange[],
  ahead?: InboundAhead,
): Promise<Exchanged> => {
  const names = exchanges.flatMap(({ name, aside }) => (aside === undefined ? [] : [name]));
  const inbound = await inboundUnderLocks(connection, names, ahead);
  refuse(inbound.refused);
  const asideOf = new Map(exchanges.map(({ name, aside }) => [name, aside]));
  await runStatements(
    connection,
    exchanges.flatMap(({ name, aside, from }) => [
      ...(aside === undefined ? [] : [`alter schema ${quoteName(name)} rename to ${quoteName(aside)}`]),
      ...(from === undefined ? [] : [`alter schema ${quoteName(from)} rename to ${quoteName(name)}`]),
    ]),
  );
  await runStatements(
    connection,
    inbound.extensions.map(({ name, schema }) => `alter extension ${quoteName(name)} set schema ${quoteName(schema)}`),
  );
  await sayInboundAgain(connection, inbound.statements);
  for (const { publication, schema } of inbound.publishedSchemas) {
    const change = `alter publication ${quoteName(publication)}`;
    await runStatements(connection, [
      `${change} drop tables in schema ${quoteName(asideOf.get(schema) ?? schema)}`,
      `${change} add tables in schema ${quoteName(schema)}`,
    ]);
  }
  const warnings: string[] = [];
  for (const { publication, schema, name, rest } of inbound.published) {
    const table = quoteQualified(schema, name);
    const old = quoteQualified(asideOf.get(schema) ?? schema, name);
    const drop = `alter publication ${quoteName(publication)} drop table ${old}`;
    const [there] = await connection.query('select to_regclass($1) is not null as there', [table]);
    await runStatements(connection, [drop]);
    if (there?.['there'] === true) {
      const add = `alter publication ${quoteName(publication)} add table ${table}${rest}`;
      // A column of its list, or of its condition, that the new table lacks, or that is no key there.
      warnings.push(
        ...(await makeAdditions(connection, [
          { name: `${table} of the publication "${publication}"`, statement: add },
        ])),
      );
    } else warnings.push(`The publication "${publication}" has lost ${table}: there is no such table any more`);
  }
  return { validations: inbound.validations, warnings };
};

/** Throws TARGET_UNSUITABLE if something refers to the schemas that could not follow a new generation. */
export const checkInbound = async (connection: PostgresConnection, schemas: readonly string[]): Promise<void> => {
  refuse((await findInbound(connection, schemas)).refused);
};

/**
 * Reads, before the live tables are locked, what an exchange of the schemas will need. Throws TARGET_UNSUITABLE as the
 * exchange would.
 */
export const prepareExchange = async (
  connection: PostgresConnection,
  schemas: readonly string[],
  lockTimeoutMs: number,
): Promise<InboundAhead | undefined> => {
  const ahead = await readInboundAhead(connection, schemas, lockTimeoutMs);
  refuse(ahead?.inbound.refused ?? []);
  return ahead;
};

const MOST_NAMED = 20;

const refuse = (refused: readonly string[]): void => {
  if (refused.length === 0) return;
  const more = refused.length > MOST_NAMED ? ` and ${refused.length - MOST_NAMED} more` : '';
  throw new StevedoreError(
    'TARGET_UNSUITABLE',
    `Cannot publish: outside of the schemas that are replaced these refer to objects of them, and cannot be made to mean the new ones: ${refused.slice(0, MOST_NAMED).join(', ')}${more}; drop them, or publish the whole database instead (publish: database)`,
  );
};
