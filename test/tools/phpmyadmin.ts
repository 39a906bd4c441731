import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseServer } from '../support/database-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { ExportTool } from './export-tool.js';
import { EXPORTER } from './export-tool.js';
import type { Form } from './php-server.js';
import { startPhp } from './php-server.js';

/** Where Debian's package has it. */
const PHPMYADMIN = '/usr/share/phpmyadmin';

const ON = 'something';

/** The ticked options on its page of a custom export, and the choices of a quick one. */
const STANDARD: Form = {
  export_type: 'database',
  export_method: 'custom',
  quick_or_custom: 'custom',
  what: 'sql',
  structure_or_data_forced: '0',
  output_format: 'sendit',
  filename_template: '@DATABASE@',
  charset: 'utf-8',
  compression: 'none',
  maxsize: '',
  sql_include_comments: ON,
  sql_header_comment: '',
  sql_use_transaction: ON,
  sql_compatibility: 'NONE',
  sql_structure_or_data: 'structure_and_data',
  sql_create_table: ON,
  sql_auto_increment: ON,
  sql_create_view: ON,
  sql_create_trigger: ON,
  sql_procedure_function: ON,
  sql_backquotes: ON,
  sql_type: 'INSERT',
  sql_insert_syntax: 'both',
  sql_max_query_size: '50000',
  sql_hex_for_binary: ON,
  sql_utc_time: ON,
};

/** What its export page offers. */
export const PHPMYADMIN_FORMS: Readonly<Record<string, Form>> = {
  'as it comes': STANDARD,
  'with drop, if not exists and its database': {
    ...STANDARD,
    sql_drop_table: ON,
    sql_if_not_exists: ON,
    sql_create_database: ON,
    sql_disable_fk: ON,
  },
  'one row a statement, with names': { ...STANDARD, sql_insert_syntax: 'complete', sql_drop_table: ON },
  'many rows a statement, without names': { ...STANDARD, sql_insert_syntax: 'extended' },
  'neither names nor many rows, binary values as they are': {
    ...without(STANDARD, 'sql_hex_for_binary'),
    sql_insert_syntax: 'none',
  },
  'truncate before insert': { ...STANDARD, sql_truncate: ON, sql_drop_table: ON },
  'insert delayed and ignore': { ...STANDARD, sql_delayed: ON, sql_ignore: ON },
  replace: { ...STANDARD, sql_type: 'REPLACE' },
  'dates and metadata in comments': { ...STANDARD, sql_dates: ON, sql_relation: ON, sql_mime: ON, sql_metadata: ON },
  'no comments, names without quotes': without(
    STANDARD,
    'sql_include_comments',
    'sql_backquotes',
    'sql_utc_time',
    'sql_use_transaction',
  ),
  'in German': { ...STANDARD, lang: 'de', sql_create_database: ON },
};

function without(form: Form, ...keys: readonly string[]): Form {
  return Object.fromEntries(Object.entries(form).filter(([key]) => !keys.includes(key)));
}

/**
 * phpMyAdmin, logged in to a server; a copy of the package's folder, because its configuration is one of the machine's.
 */
export async function startPhpMyAdmin(server: DatabaseServer): Promise<ExportTool> {
  const folder = temporaryFolder('phpmyadmin');
  const root = join(folder, 'www');
  cpSync(PHPMYADMIN, root, { recursive: true, dereference: true });
  const vendor = join(root, 'libraries', 'vendor_config.php');
  writeFileSync(
    vendor,
    readFileSync(vendor, 'utf8')
      .replace("'/etc/phpmyadmin/config.inc.php'", JSON.stringify(join(folder, 'config.inc.php')))
      .replace("'/var/lib/phpmyadmin/tmp/'", JSON.stringify(`${folder}/`)),
  );
  const settings = {
    auth_type: 'config',
    host: '127.0.0.1',
    port: server.port,
    user: EXPORTER.user,
    password: EXPORTER.password,
    hide_db: '',
  };
  const lines = Object.entries(settings).map(
    ([key, value]) => `$cfg['Servers'][1][${JSON.stringify(key)}] = ${JSON.stringify(value)};`,
  );
  writeFileSync(
    join(folder, 'config.inc.php'),
    `<?php\n$cfg['blowfish_secret'] = '${'0'.repeat(32)}';\n$cfg['SendErrorReports'] = 'never';\n${lines.join('\n')}\n`,
  );
  const php = await startPhp(root);
  return {
    export: async (database, form) => {
      const fields = { ...PHPMYADMIN_FORMS[form] };
      const language = String(fields['lang'] ?? 'en');
      const page = (
        await php.request(`index.php?route=/database/export&db=${database}&lang=${language}`)
      ).body.toString();
      const token = /name="token" value="([^"]+)"/.exec(page)?.[1];
      if (token === undefined) throw new Error(`phpMyAdmin shows no export page: ${page.slice(0, 2_000)}`);
      const tables = (
        await server.query(`SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${database}'`)
      ).split('\n');
      return (
        await php.request(`index.php?route=/export&lang=${language}`, {
          ...fields,
          token,
          db: database,
          'table_select[]': tables,
          'table_structure[]': tables,
          'table_data[]': tables,
          aliases_new: '',
        })
      ).body;
    },
    stop: () => php.stop(),
  };
}
