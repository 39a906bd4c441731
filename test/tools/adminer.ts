import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseServer } from '../support/database-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { ExportTool } from './export-tool.js';
import { EXPORTER } from './export-tool.js';
import type { Form } from './php-server.js';
import { startPhp } from './php-server.js';

/** Where Debian's package has it, in one file. */
const ADMINER = '/usr/share/adminer/adminer.php';

const EVERYTHING = {
  output: 'text',
  format: 'sql',
  db_style: '',
  routines: '1',
  events: '1',
  auto_increment: '1',
  triggers: '1',
} as const;

/** What its export page offers. */
export const ADMINER_FORMS: Readonly<Record<string, Form>> = {
  'create and insert': { ...EVERYTHING, table_style: 'CREATE', data_style: 'INSERT' },
  'drop, create and insert': { ...EVERYTHING, table_style: 'DROP+CREATE', data_style: 'INSERT' },
  'truncate and insert': { ...EVERYTHING, table_style: 'DROP+CREATE', data_style: 'TRUNCATE+INSERT' },
  'insert and update': { ...EVERYTHING, table_style: 'DROP+CREATE', data_style: 'INSERT+UPDATE' },
  'with use': { ...EVERYTHING, db_style: 'USE', table_style: 'DROP+CREATE', data_style: 'INSERT' },
  'with its database': { ...EVERYTHING, db_style: 'CREATE', table_style: 'DROP+CREATE', data_style: 'INSERT' },
};

/** Adminer, logged in to a server. */
export async function startAdminer(server: DatabaseServer): Promise<ExportTool> {
  const root = join(temporaryFolder('adminer'), 'www');
  mkdirSync(root);
  writeFileSync(
    join(root, 'index.php'),
    `<?php chdir(${JSON.stringify(dirname(ADMINER))}); include ${JSON.stringify(ADMINER)};`,
  );
  const php = await startPhp(root);
  const address = `127.0.0.1:${server.port}`;
  await php.request('index.php');
  await php.request('index.php', {
    'auth[driver]': 'server',
    'auth[server]': address,
    'auth[username]': EXPORTER.user,
    'auth[password]': EXPORTER.password,
    'auth[db]': '',
  });
  return {
    export: async (database, form) => {
      const query = new URLSearchParams({
        server: address,
        username: EXPORTER.user,
        db: database,
        dump: '',
      }).toString();
      const page = (await php.request(`index.php?${query}`)).body.toString();
      const token = /name=["']token["'] value=["']([^"']+)/.exec(page)?.[1];
      if (token === undefined) throw new Error(`Adminer shows no export page: ${page.slice(0, 2_000)}`);
      const tables = (
        await server.query(`SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${database}'`)
      ).split('\n');
      return (
        await php.request(`index.php?${query}`, { ...ADMINER_FORMS[form], token, 'tables[]': tables, 'data[]': tables })
      ).body;
    },
    stop: () => php.stop(),
  };
}
