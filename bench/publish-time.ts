/**
 * Measures how long a publish takes, and the disk space of two generations: `npx tsx bench/publish-time.ts [--tables
 * 10,100,1000] [--rows N]`. Reports the time of a try that gets its locks at once, and of the one statement in it that
 * readers can notice.
 */
import { parseArgs } from 'node:util';
import { publishGeneration } from '../src/dump-import/publish/publish-generation.js';
import { runProgram } from '../test/support/child-process.js';
import { createAccounts } from '../test/support/mariadb-accounts.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { startMysqlProxy } from '../test/support/mysql-proxy.js';
import { stageTables } from '../test/support/stage-tables.js';
import { pipelineSettings, targetSettings } from '../test/support/target-settings.js';
import { median, printTable } from './figures.js';

const { values } = parseArgs({
  options: {
    tables: { type: 'string', default: '10,100,1000' },
    rows: { type: 'string', default: '200' },
    times: { type: 'string', default: '3' },
  },
});
const databases = ['shop', 'stock'];
const rows: (string | number)[][] = [
  [
    'tables',
    'publish, median',
    'of that the rename',
    'one generation',
    'after the first',
    'while publishing',
    'after the last',
  ],
];
for (const tables of values.tables.split(',').map(Number)) {
  const server = await startMariadb({ args: ['--table-open-cache=4000'] });
  const proxy = await startMysqlProxy(server);
  const accounts = await createAccounts(server, { databases });
  const direct = targetSettings(server, accounts);
  const settings = pipelineSettings('bench', databases);
  const used = async () =>
    Number(
      (await runProgram('du', ['-s', '-B1', '--exclude=ib*', '--exclude=aria_log*', server.dataDir])).split('\t')[0],
    );
  const empty = await used();
  const sizes: number[] = [];
  const full: number[] = [];
  const publishes: number[] = [];
  const renames: number[] = [];
  for (let i = 1; i <= Number(values.times) + 1; i++) {
    await stageTables(direct, { settings, runId: `g${i}`, tables: tables / 2, value: i, rows: Number(values.rows) });
    full.push((await used()) - empty);
    let renaming = 0;
    proxy.setHooks({
      onQuery: (sql) => {
        if (renaming > 0) {
          renames.push(performance.now() - renaming);
          renaming = 0;
        }
        if (sql.startsWith('RENAME TABLE') && sql.includes('`imp_shop`')) renaming = performance.now();
        return 'forward';
      },
    });
    const started = performance.now();
    await publishGeneration(targetSettings(proxy, accounts), { settings, runId: `g${i}` });
    proxy.setHooks({});
    // The first has nothing to retire.
    if (i > 1) publishes.push(performance.now() - started);
    else renames.length = 0;
    sizes.push((await used()) - empty);
  }
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  rows.push([
    tables,
    `${Math.round(median(publishes))} ms`,
    `${Math.round(median(renames))} ms`,
    megabytes(full[0] ?? 0),
    megabytes(sizes[0] ?? 0),
    megabytes(Math.max(...full)),
    megabytes(sizes.at(-1) ?? 0),
  ]);
  await proxy.stop();
  // There is nothing to keep, and an orderly shutdown takes long with this many tables.
  await server.kill9();
  await server.stop();
  printTable(rows);
}
process.exit(0);
