import type { ConnectionOptions } from 'mysql2';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { driverTls } from '../../contracts/connections/tls.js';

/** Returns address and connection options for the driver. */
export const addressOptions = (settings: Pick<MysqlSettings, 'address' | 'tls'>): ConnectionOptions => ({
  ...('socket' in settings.address
    ? { socketPath: settings.address.socket }
    : { host: settings.address.host, port: settings.address.port }),
  ...(settings.tls === 'off' ? {} : { ssl: driverTls(settings.tls) }),
});
