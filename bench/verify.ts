/**
 * How long it takes to compare what is live with its generation, beside the load that made it, on the same server. One
 * byte is changed by hand at the end: a comparison that is fast and blind has no figure.
 */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { publishGeneration } from '../src/dump-import/publish/publish-generation.js';
import { verifyLive } from '../src/dump-import/verify/verify-live.js';
import { createAccounts } from '../test/support/mariadb-accounts.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { startMysql } from '../test/support/mysql-server.js';
import { pipelineSettings, targetSettings } from '../test/support/target-settings.js';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { describeMachine, median, printTable, timed } from './figures.js';
import { largeDumps, MARIADB, MYSQL } from './load.js';
import { loadOurs, total } from './load-ours.js';

const OPTIONS = {
  mb: { type: 'string', default: '250' },
  rounds: { type: 'string', default: '5' },
  /** Of the comparison. */
  connections: { type: 'string' },
  mysql: { type: 'boolean', default: false },
  shape: { type: 'string' },
} as const;

export async function benchVerify(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const dumps = await largeDumps(temporaryFolder('bench-verify'), values);
  const names = dumps.map(({ database }) => database);
  const options = ['--innodb-buffer-pool-size=1G', ...(values.mysql ? MYSQL : MARIADB)];
  const server = await (values.mysql ? startMysql : startMariadb)({ args: options });
  try {
    const mysql = targetSettings(server, await createAccounts(server, { databases: names }));
    console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
    console.log(`${server.flavor} ${await server.query('SELECT VERSION()')}: ${options.join(' ')}`);
    const settings = pipelineSettings('bench', names, { loadConnections: 'auto' });
    const ours = await loadOurs(mysql, { dumps, connections: 'auto', runId: 'bench-verify' });
    await publishGeneration(mysql, { settings, runId: 'bench-verify' });
    const request = {
      settings,
      onProgress: () => undefined,
      ...(values.connections === undefined ? {} : { connections: Number(values.connections) }),
    };
    const seconds: number[] = [];
    for (let round = 1; round <= Number(values.rounds); round++) {
      const { result, seconds: taken } = await timed(() => verifyLive(mysql, request));
      if (result.kind !== 'compared' || result.comparison.findings.length > 0)
        throw new Error('Found what nobody changed');
      console.log(`round ${round}: ${taken.toFixed(2)} s, ${result.comparison.rows.toLocaleString('en')} rows`);
      seconds.push(taken);
    }
    await assertSeen(mysql, server, request);
    const verify = median(seconds);
    const of = (base: number) => `${((100 * verify) / base).toFixed(1)} %`;
    console.log('');
    printTable([
      ['', 'seconds', 'verify of it'],
      ['index, load, proof, objects', total(ours).toFixed(2), of(total(ours))],
      ['the load alone', ours.load.toFixed(2), of(ours.load)],
      ['its proof', ours.prove.toFixed(2), of(ours.prove)],
      ['verify (median)', verify.toFixed(2), ''],
    ]);
    return 0;
  } finally {
    await server.stop();
  }
}

/** One byte of one row of one table. */
async function assertSeen(
  mysql: Parameters<typeof verifyLive>[0],
  server: { query(sql: string): Promise<string> },
  request: Parameters<typeof verifyLive>[1],
): Promise<void> {
  const found = await server.query(
    `SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME, ' ', COLUMN_NAME) FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA NOT LIKE 'imp%' AND DATA_TYPE = 'varchar' AND TABLE_SCHEMA IN (${request.settings.databases.map(({ name }) => `'${name}'`).join(', ')}) LIMIT 1`,
  );
  const [table = '', column = ''] = found.split(' ');
  await server.query(
    `UPDATE ${table} SET ${column} = INSERT(${column}, 1, 1, CHAR(ASCII(${column}) ^ 1)) WHERE ${column} <> '' LIMIT 1`,
  );
  const result = await verifyLive(mysql, request);
  const findings = result.kind === 'compared' ? result.comparison.findings : [];
  if (findings.length !== 1 || `${findings[0]?.database}.${findings[0]?.name}` !== table)
    throw new Error(`Did not find the byte that was changed in ${table}`);
  console.log(`one byte changed by hand in ${table} was found`);
}
