import type { ConnectionOptions } from 'mysql2';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';

/** Returns address and connection options for the driver. */
export const addressOptions = (settings: Pick<MysqlSettings, 'address' | 'tls'>): ConnectionOptions => ({
  ...('socket' in settings.address
    ? { socketPath: settings.address.socket }
    : { host: settings.address.host, port: settings.address.port }),
  ...tlsOptions(settings.tls),
});

const tlsOptions = (tls: MysqlSettings['tls']): ConnectionOptions => {
  if (tls === 'off') return {};
  return { ssl: { rejectUnauthorized: true, ...(tls === 'system' ? {} : { ca: tls.ca }) } };
};
