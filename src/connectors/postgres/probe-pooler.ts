import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ConnectOptions } from './open-connection.js';
import { withConnection } from './open-connection.js';

/**
 * Throws POOLER_UNSUITABLE where the address is that of a pooler that gives a session another server process for each
 * transaction: there, locks and settings of a session are those of others, and a moment that it reads ends early.
 *
 * While one session is in a transaction, another must not have had its process, and must keep its own.
 */
export const probePooler = (settings: PostgresSettings, options: ConnectOptions): Promise<void> =>
  withConnection(settings, options, (first) =>
    withConnection(settings, options, async (second) => {
      const pid = async (session: typeof first) => {
        const [row] = await session.query('select pg_backend_pid() as pid', [], 'Cannot ask for the server process');
        return Number(row?.['pid']);
      };
      const before = await pid(first);
      await second.execute('begin');
      const other = await pid(second);
      const after = await pid(first);
      await second.execute('rollback');
      if (before !== other && before === after && before === first.backend.pid) return;
      throw new StevedoreError(
        'POOLER_UNSUITABLE',
        `Cannot use ${settings.address.host}:${settings.address.port}: a pooler there changes the server process between transactions; use the address of the server itself, or the pooler's session mode (often port 5432)`,
      );
    }),
  );
