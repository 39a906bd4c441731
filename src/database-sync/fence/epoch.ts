import type { ConnectOptions, PostgresConnection, Row } from '../../connectors/postgres/open-connection.js';
import { inTransaction } from '../../connectors/postgres/in-transaction.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import { StevedoreError } from '../../contracts/errors.js';
import { EPOCH } from '../publish/control-tables.js';

/** The right to write generations of a database; a later one ends it. */
export interface Epoch {
  readonly epoch: number;
  readonly runId: string;
}

/** What every session of an epoch is called at the server: by it, a later epoch finds those of earlier ones. */
export const epochName = ({ epoch }: Pick<Epoch, 'epoch'>): string => `stevedore sync ${epoch}`;

/**
 * Keeps the epoch from being taken until the transaction ends. Throws FENCED where it was taken already. The server
 * ends the session if it does nothing for a minute: a process that stands still would keep everybody out for ever.
 */
export const assertEpoch = async (connection: PostgresConnection, epoch: Epoch): Promise<void> => {
  await connection.execute(ENDS_IF_IDLE, [], ACTION);
  const [row] = await connection.query(`${READ} for update`, [], ACTION);
  if (!isHeld(row, epoch)) throw fenced(row);
};

/**
 * Waits for a publish, or rollback, that is under way: its session may have been given up, and commit yet. Throws
 * POSTGRES_LOCK_TIMEOUT after 20 s.
 */
export const awaitPublish = async (connection: PostgresConnection): Promise<void> => {
  const [there] = await connection.query('select to_regclass($1) is not null as there', [EPOCH], ACTION);
  if (there?.['there'] !== true) return;
  await inTransaction(connection, async () => {
    await connection.execute(`${ENDS_IF_IDLE}; set local lock_timeout = '20s'`, [], ACTION);
    await connection.query(`${READ} for share`, [], ACTION);
  });
};

/** Keeps the sessions of an epoch that has passed from the target's database, and from that of its staging. */
export interface Fence {
  readonly epoch: Epoch;
  /** Throws FENCED. */
  readonly onOpen: NonNullable<ConnectOptions['onOpen']>;
}

/**
 * The fence of an epoch, for sessions that bear its name: nobody gets one once a later epoch was taken, and one that
 * was handed out before is ended by the later epoch.
 */
export const fenceOf = (target: PostgresSettings, epoch: Epoch): Fence => {
  const look = async (connection: PostgresConnection): Promise<void> => {
    const [row] = await connection.query(READ, [], ACTION);
    if (!isHeld(row, epoch)) throw fenced(row);
  };
  return {
    epoch,
    // The database of staging has no mark of its own.
    onOpen: (connection, { database }) =>
      database === target.database
        ? look(connection)
        : withConnection(target, { applicationName: epochName(epoch) }, look),
  };
};

/** The run that has taken the right to write the database last, whether it has ended or not; undefined for none. */
export const holderOf = async (target: PostgresSettings, session: ConnectOptions): Promise<string | undefined> =>
  (await readEpoch(target, session))?.['run_id'] as string | undefined;

/** The epoch that the run has. Throws FENCED where it has none, or another one has taken it since. */
export const epochOfRun = async (target: PostgresSettings, runId: string, session: ConnectOptions): Promise<Epoch> => {
  const row = await readEpoch(target, session);
  const epoch = { epoch: Number(row?.['epoch']), runId };
  if (!isHeld(row, epoch)) throw fenced(row);
  return epoch;
};

const readEpoch = (target: PostgresSettings, session: ConnectOptions): Promise<Row | undefined> =>
  withConnection(target, session, async (connection) => {
    const [there] = await connection.query('select to_regclass($1) is not null as there', [EPOCH], ACTION);
    return there?.['there'] === true ? (await connection.query(READ, [], ACTION))[0] : undefined;
  });

/** Until the end of the transaction, for whoever holds the epoch's row. */
export const ENDS_IF_IDLE = `set local idle_in_transaction_session_timeout = '60s'`;

const READ = `select epoch::text, run_id from ${EPOCH}`;
const ACTION = 'Cannot look at the right to write the database';

const isHeld = (row: Row | undefined, { epoch, runId }: Epoch): boolean =>
  Number(row?.['epoch']) === epoch && row?.['run_id'] === runId;

const fenced = (row: Row | undefined): StevedoreError =>
  new StevedoreError(
    'FENCED',
    `Cannot go on: the run ${(row?.['run_id'] as string | undefined) ?? 'of somebody else'} writes the database now`,
  );
