import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';

/** Throws TARGET_UNSUITABLE, with all that is missing, if the account cannot exchange its database for another one. */
export const checkDatabaseRights = async (connection: PostgresConnection): Promise<void> => {
  const [row = {}] = await connection.query(
    `select r.rolsuper as super, r.rolcreatedb as creates, pg_has_role(d.datdba, 'USAGE') as owns,
            pg_has_role('pg_signal_backend', 'USAGE') as ends, current_user::text as account, d.datname::text as name
       from pg_catalog.pg_roles r, pg_catalog.pg_database d where r.rolname = current_user and d.datname = current_database()`,
    [],
    'Cannot read what the account may do',
  );
  if (row['super'] === true) return;
  const missing = [
    ...(row['creates'] === true ? [] : ['the attribute CREATEDB']),
    ...(row['owns'] === true ? [] : [`the database "${String(row['name'])}" as its own`]),
    ...(row['ends'] === true ? [] : ['the role pg_signal_backend, to end the sessions of others']),
  ];
  if (missing.length === 0) return;
  throw new StevedoreError(
    'TARGET_UNSUITABLE',
    `Cannot publish a whole database: the account "${String(row['account'])}" lacks ${missing.join(', ')}; grant it, or publish schemas (publish: schemas)`,
  );
};
