import type { Fields } from '../../../formats/postgres-dump/parse-statement.js';
import { listOf, literalOf, textOf } from '../../../formats/postgres-dump/tree.js';

/**
 * Settings that tools put into their files. None is run: the loader has its own. Where a value would change what the
 * rest of the file means, only those are accepted that do not.
 */
const SETTINGS: Readonly<Record<string, RegExp | undefined>> = {
  statement_timeout: /./,
  lock_timeout: /./,
  idle_in_transaction_session_timeout: /./,
  transaction_timeout: /./,
  client_min_messages: /./,
  client_encoding: /^(?:utf-?8|unicode)$/i,
  standard_conforming_strings: /^(?:on|true|1|yes)$/i,
  search_path: /^$/,
  check_function_bodies: /./,
  xmloption: /^content$/i,
  row_security: /./,
  default_tablespace: /^/,
  default_table_access_method: /./,
  default_toast_compression: /./,
  default_with_oids: /^(?:off|false)$/i,
  escape_string_warning: /./,
  bytea_output: /./,
  extra_float_digits: /./,
  synchronous_commit: /./,
  synchronize_seqscans: /./,
  session_replication_role: /./,
  datestyle: /^iso\b/i,
  intervalstyle: /^postgres$/i,
  timezone: /^(?:utc|gmt|0|etc\/utc)$/i,
};

/** Why a SET is refused; undefined if it may be passed over. */
export const refusedSetting = (fields: Fields): string | undefined => {
  const name = textOf(fields, 'name').toLowerCase();
  const accepted = SETTINGS[name];
  if (textOf(fields, 'kind') !== 'VAR_SET_VALUE' || accepted === undefined)
    return 'it is not among the settings that a file may have';
  const value = listOf(fields, 'args')
    .map((each) => literalOf({ [each.kind]: each.fields }) ?? '')
    .join(', ');
  if (accepted.test(value)) return undefined;
  return name === 'client_encoding'
    ? 'only UTF8 is read; export with pg_dump --encoding=UTF8'
    : 'it changes what the file means';
};
