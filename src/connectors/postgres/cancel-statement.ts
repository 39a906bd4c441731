import pg from 'pg';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import { addressOptions } from './address-options.js';

/** What the server gave a session at its start, so that its statements can be cancelled from outside. */
export interface CancelKey {
  readonly processID: number;
  readonly secretKey: number;
}

/** The driver's connection below its client; its types leave most of it out. */
interface Wire extends NodeJS.EventEmitter {
  readonly stream: { destroy: () => void };
  connect(port: number, host: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
}

const GIVE_UP_MS = 5_000;

/**
 * Asks the server to cancel what the session runs, by a connection of its own and with the session's TLS. Returns when
 * the server has taken the request, or cannot be reached; the statement may then still run for a moment.
 */
export const cancelStatement = (settings: PostgresSettings, { processID, secretKey }: CancelKey): Promise<void> =>
  new Promise((resolve) => {
    const { host = '', port = 0, ssl } = addressOptions(settings);
    const wire = new pg.Connection({ ssl }) as unknown as Wire;
    const giveUp = setTimeout(() => wire.stream.destroy(), GIVE_UP_MS);
    const end = () => {
      clearTimeout(giveUp);
      wire.stream.destroy();
      resolve();
    };
    wire.on('error', end);
    wire.on('end', end);
    wire.once('connect', () => (ssl === false ? wire.cancel(processID, secretKey) : wire.requestSsl()));
    wire.once('sslconnect', () => wire.cancel(processID, secretKey));
    wire.connect(port, host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : host);
  });
