import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { ConnectOptions } from '../../connectors/postgres/open-connection.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import { quoteName, quoteText } from '../../connectors/postgres/quote-name.js';
import { stagingName } from '../generation-names.js';

/**
 * Makes an empty database beside the target's own, with its encoding, order of texts and owner, in place of one that a
 * try before left; returns where it is.
 */
export const openStagingDatabase = async (
  target: PostgresSettings,
  session: ConnectOptions,
): Promise<PostgresSettings> => {
  const database = stagingName(target.database);
  await dropStagingDatabase(target, session);
  await withConnection(target, session, async (connection) => {
    const localeColumn = connection.serverVersion >= 170_000 ? 'datlocale' : 'daticulocale';
    const provider = connection.serverVersion >= 150_000 ? `datlocprovider::text` : `'c'`;
    const locale = connection.serverVersion >= 150_000 ? localeColumn : 'null';
    const [row = {}] = await connection.query(
      `select pg_encoding_to_char(encoding)::text as encoding, datcollate::text as collate, datctype::text as ctype,
          ${provider} as provider, ${locale} as locale, pg_get_userbyid(datdba)::text as owner
         from pg_catalog.pg_database where datname = current_database()`,
      [],
      'Cannot read how the database was made',
    );
    const text = (column: string) => quoteText(String(row[column])).trimStart();
    const providers: Readonly<Record<string, string>> = {
      i: ` locale_provider = icu icu_locale = ${text('locale')}`,
      b: ` locale_provider = builtin builtin_locale = ${text('locale')}`,
    };
    await connection.execute(
      `create database ${quoteName(database)} template = template0 encoding = ${text('encoding')} lc_collate = ${text('collate')}` +
        ` lc_ctype = ${text('ctype')}${providers[String(row['provider'])] ?? ''} owner = ${quoteName(String(row['owner']))}`,
      [],
      `Cannot create the database "${database}"`,
    );
  });
  return { ...target, database };
};

/** Drops the database that staging is in, if it is there, and ends who still works in it. */
export const dropStagingDatabase = (target: PostgresSettings, session: ConnectOptions): Promise<void> =>
  withConnection(target, session, async (connection) => {
    const database = stagingName(target.database);
    await connection.execute(
      `drop database if exists ${quoteName(database)} with (force)`,
      [],
      `Cannot drop the database "${database}"`,
    );
  });
