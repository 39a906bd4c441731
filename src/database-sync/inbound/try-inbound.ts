import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { quoteName, quoteQualified } from '../../connectors/postgres/quote-name.js';
import { StevedoreError } from '../../contracts/errors.js';
import { tryStatement } from '../ddl/try-statement.js';
import { asideName } from '../generation-names.js';
import type { InboundReferences, PublishedTable } from './find-inbound.js';

/** How long readers of a table outside may stand behind the trial. */
const LOCK_TIMEOUT_MS = 200;

/** Only its owner may say it again. */
const FORBIDDEN = '42501';
/** Something that the new generation lacks, or has otherwise: a function, a column, its type, a unique key. */
const UNFIT = /^42/;
/** Problems that a message names. */
const MOST = 5;

/**
 * Says again, under true names in the transaction that is open, what refers to the live schemas from outside, as the
 * publish will, and undoes it. Throws TARGET_UNSUITABLE with what the account may not say, or what names something that
 * the new generation lacks, or has otherwise. Where others hold locks nothing is found out; the publish then tells it.
 * A table that does not fit a publication any more is no hindrance: the publish leaves it out, and tells it.
 */
export const tryInbound = async (
  connection: PostgresConnection,
  { statements, extensions, published, publishedSchemas }: Tried,
): Promise<void> => {
  const problems: string[] = [];
  await connection.execute(`savepoint inbound; set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
  for (const statement of [...statements, ...published.map(leave), ...publishedSchemas.flatMap(exchange)]) {
    const error = await tryStatement(connection, statement);
    if (error === undefined) continue;
    const state = String(error.details['sqlState']);
    if (state === LOCKED) break;
    // An extension that goes along at the publish is elsewhere now.
    if (state === FORBIDDEN || (UNFIT.test(state) && extensions.length === 0)) problems.push(error.message);
  }
  await connection.execute('rollback to savepoint inbound; release inbound');
  if (problems.length === 0) return;
  const more = problems.length > MOST ? `; and ${problems.length - MOST} more` : '';
  throw new StevedoreError(
    'TARGET_UNSUITABLE',
    `Cannot publish: what refers to the schemas from outside could not follow. ${problems.slice(0, MOST).join('; ')}${more}; drop it at the target, or take the account that owns it`,
  );
};

const LOCKED = '55P03';

type Tried = Pick<InboundReferences, 'statements' | 'extensions' | 'published' | 'publishedSchemas'>;

/** What is live is aside meanwhile. Only the owner of a publication changes it, only a superuser one of a schema. */
const leave = ({ publication, schema, name }: PublishedTable): string =>
  `alter publication ${quoteName(publication)} drop table ${quoteQualified(asideName(schema), name)}`;

const exchange = ({ publication, schema }: Tried['publishedSchemas'][number]): string[] => [
  `alter publication ${quoteName(publication)} drop tables in schema ${quoteName(asideName(schema))}`,
  `alter publication ${quoteName(publication)} add tables in schema ${quoteName(schema)}`,
];
