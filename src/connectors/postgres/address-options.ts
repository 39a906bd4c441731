import type pg from 'pg';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import { driverTls } from '../../contracts/connections/tls.js';

/** Returns address, account and TLS for the driver. */
export const addressOptions = ({ address, tls, account, database }: PostgresSettings): pg.ClientConfig => ({
  host: address.host,
  port: address.port,
  user: account.user,
  password: account.password,
  database,
  ssl: tls === 'off' ? false : driverTls(tls),
});

/** The server's address in messages. */
export const describeAddress = ({ address, database }: PostgresSettings): string =>
  address.host.startsWith('/')
    ? `"${address.host}/.s.PGSQL.${address.port}/${database}"`
    : `"${address.host}:${address.port}/${database}"`;
