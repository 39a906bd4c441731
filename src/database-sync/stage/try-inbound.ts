import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { runStatements } from '../ddl/run-statements.js';
import type { InboundReferences } from '../publish/find-inbound.js';

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
 */
export const tryInbound = async (
  connection: PostgresConnection,
  { statements, extensions }: Pick<InboundReferences, 'statements' | 'extensions'>,
): Promise<void> => {
  if (statements.length === 0) return;
  const problems: string[] = [];
  await connection.execute(`savepoint inbound; set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
  for (const statement of statements) {
    await connection.execute('savepoint one');
    const state = await runStatements(connection, [statement]).then(
      () => undefined,
      (error: unknown) => {
        if (!isStevedoreError(error) || error.code === 'POSTGRES_CONNECTION_LOST') throw error;
        const sqlState = String(error.details['sqlState']);
        // An extension that goes along at the publish is elsewhere now.
        if (sqlState === FORBIDDEN || (UNFIT.test(sqlState) && extensions.length === 0)) problems.push(error.message);
        return sqlState;
      },
    );
    if (state !== undefined) await connection.execute('rollback to one');
    if (state === LOCKED) break;
  }
  await connection.execute('rollback to inbound');
  if (problems.length === 0) return;
  const more = problems.length > MOST ? `; and ${problems.length - MOST} more` : '';
  throw new StevedoreError(
    'TARGET_UNSUITABLE',
    `Cannot publish: what refers to the schemas from outside could not follow. ${problems.slice(0, MOST).join('; ')}${more}; drop it at the target, or take the account that owns it`,
  );
};

const LOCKED = '55P03';
