/**
 * What the server itself keeps of a RENAME TABLE in whose middle it is killed, by storage engine, without any of the product:
 * `npx tsx test/faults/rename-kills.ts [kills] [tables]`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startMariadb } from '../support/mariadb-server.js';
import type { MariadbServer } from '../support/mariadb-server.js';

const ENGINES = {
  InnoDB: 'ENGINE=InnoDB',
  MyISAM: 'ENGINE=MyISAM',
  Aria: 'ENGINE=Aria TRANSACTIONAL=1',
  'Aria, TRANSACTIONAL=0': 'ENGINE=Aria TRANSACTIONAL=0',
  'InnoDB, partitioned': 'ENGINE=InnoDB PARTITION BY HASH (id) PARTITIONS 3',
} as const;

const [kills = 20, tables = 40] = process.argv.slice(2).map(Number);
const only = process.argv[4];

/** Kills the server while it renames; tells what it made of it. */
const killInRename = async (server: MariadbServer, options: string): Promise<{ outcome: string; broken: string[] }> => {
  const names = Array.from({ length: tables }, (_, i) => `t${i}`);
  const fill = (schema: string, value: number) =>
    `DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}; USE ${schema};` +
    names.map((name) => `CREATE TABLE ${name} (id INT PRIMARY KEY, v INT) ${options}; INSERT INTO ${name} VALUES (1, ${value});`).join('');
  await server.query(`DROP DATABASE IF EXISTS prev; CREATE DATABASE prev; ${fill('live', 1)} ${fill('imp', 2)}`);
  const pairs = [...names.map((name) => `live.${name} TO prev.${name}`), ...names.map((name) => `imp.${name} TO live.${name}`)];
  const renaming = server.query(`RENAME TABLE ${pairs.join(', ')}`).then(
    () => true,
    () => false,
  );
  // The client needs some time to log in.
  await sleep(10 + Math.random() * tables * 3);
  await server.kill9();
  const answered = await renaming;
  await server.restart();
  const seen = await Promise.all(names.map((name) => server.query(`SELECT v FROM live.${name}`).catch((error: unknown) => String(error))));
  const broken = seen.filter((value) => value !== '1' && value !== '2');
  const staged = await Promise.all(
    names.map((name) => server.query(`SELECT v FROM imp.${name}`).then(() => 'ok', (error: unknown) => String(error))),
  );
  const lost = seen.every((value) => value === '1') ? staged.filter((value) => value !== 'ok') : [];
  const values = [...new Set(seen.filter((value) => value === '1' || value === '2'))].sort().join('+');
  const outcome =
    broken.length > 0 ? 'live broken' : values === '1+2' ? 'mixed' : values === '1' ? (lost.length > 0 ? 'old, staging broken' : 'old') : 'new';
  return { outcome: answered ? `${outcome} (was over)` : outcome, broken: [...broken, ...lost] };
};

for (const [engine, options] of Object.entries(ENGINES)) {
  if (only !== undefined && engine !== only) continue;
  const server = await startMariadb();
  const counts = new Map<string, number>();
  const examples = new Set<string>();
  for (let i = 0; i < kills; i++) {
    const { outcome, broken } = await killInRename(server, options).catch((error: unknown) => ({ outcome: 'server broken', broken: [String(error)] }));
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    for (const text of broken.slice(0, 1)) examples.add(text.slice(0, 200));
  }
  await server.stop();
  console.log(`${engine}: ${[...counts].map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`);
  for (const example of [...examples].slice(0, 2)) console.log(`  ${example}`);
}
process.exit(0);
