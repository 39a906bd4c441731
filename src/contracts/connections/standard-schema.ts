import type { ConnectionOf } from './connection.js';

/** The schema that a table is in where none is named: PostgreSQL's `public`, on MySQL the connection's database. */
export const standardSchema = (connection: ConnectionOf<'mysql'> | ConnectionOf<'postgres'>): string =>
  connection.kind === 'mysql' ? connection.database : 'public';
