import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { Exchanged } from './exchange-schemas.js';
import type { SyncGeneration } from './generation-record.js';
import type { Epoch } from '../fence/epoch.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { listGenerations, noteLeft } from './generation-record.js';
import { assertEpoch, epochName } from '../fence/epoch.js';

export interface PublishOptions {
  readonly epoch: Epoch;
  /** How long it asks for its locks. @default 500 */
  readonly lockTimeoutMs?: number;
  /** Called right before the COMMIT is sent: from here on it may have happened, whatever is thrown. */
  readonly onCommit?: () => void;
}

/** What is live now. */
export interface Published {
  readonly generation: number;
  /** What could not be completed, although it is live; each a sentence. */
  readonly warnings: readonly string[];
}

/**
 * Runs the transaction of a publish or a rollback: it happens, with its mark, or nothing does.
 *
 * 1. The right to write is held until it ends: no later run has begun, and none begins meanwhile.
 * 2. Where the answer to COMMIT is lost, the mark tells whether it happened: what is live is never told as failed.
 * 3. A run that has made a generation live already is told so again, and nothing is done.
 * 4. What looks at rows comes after the commit (`completePublish`); the mark says what is left of it.
 */
export const runPublishTransaction = async (
  target: PostgresSettings,
  { epoch, onCommit }: PublishOptions,
  body: Body,
): Promise<Published> => {
  const session = { applicationName: epochName(epoch) };
  const madeLive = (connection: PostgresConnection) =>
    listGenerations(connection).then((all) => liveBy(all, epoch.runId));
  let exchanged: Published | undefined;
  try {
    await withConnection(target, session, async (connection) => {
      await connection.execute(BEGIN, [], 'Cannot begin the publish');
      try {
        await assertEpoch(connection, epoch);
        const all = await listGenerations(connection);
        const before = liveBy(all, epoch.runId);
        exchanged =
          before === undefined
            ? await changed(connection, all, body)
            : { generation: before.generation, warnings: before.warnings ?? [] };
      } catch (error) {
        await connection.execute('rollback').catch(() => connection.destroy());
        throw error;
      }
      onCommit?.();
      const { command } = await connection.execute('commit', [], 'Cannot commit the publish');
      if (command !== 'COMMIT')
        throw new StevedoreError('POSTGRES_STATEMENT_FAILED', 'Cannot publish: the server rolled the transaction back');
    });
  } catch (error) {
    if (exchanged === undefined || !isStevedoreError(error) || error.code !== 'POSTGRES_CONNECTION_LOST') throw error;
    // Only the mark knows whether the COMMIT happened; while nobody can read it, the caller asks again.
    const mark = await withConnection(target, session, madeLive).catch(() => undefined);
    if (mark === undefined) throw error;
  }
  return exchanged ?? { generation: 0, warnings: [] };
};

type Body = (
  connection: PostgresConnection,
  all: readonly SyncGeneration[],
) => Promise<Exchanged & { readonly live: number }>;

const changed = async (
  connection: PostgresConnection,
  all: readonly SyncGeneration[],
  body: Body,
): Promise<Published> => {
  const { live, validations, warnings } = await body(connection, all);
  // What an earlier publish has left is as unchecked now as it was.
  const left = all.flatMap((each) => each.unchecked ?? []);
  await noteLeft(connection, { unchecked: [...new Set([...left, ...validations])], warnings });
  return { generation: live, warnings };
};

/** Every session gives way to a publish that hangs: nothing may hold its locks for long. */
const BEGIN = `begin; set local search_path = ''; set local check_function_bodies = off; set local statement_timeout = '60s';
  set local idle_in_transaction_session_timeout = '60s'; set local synchronous_commit = on; set local lock_timeout = '5s'`;

/** The generation that the run has made live. */
export const liveBy = (all: readonly SyncGeneration[], runId: string): SyncGeneration | undefined =>
  all.find(({ state, madeLiveBy }) => state === 'live' && madeLiveBy === runId);
