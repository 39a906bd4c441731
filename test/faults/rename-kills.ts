/**
 * What the server itself keeps of a RENAME TABLE in whose middle it is killed, by storage engine, without any of the
 * product: `npx tsx test/faults/rename-kills.ts [kills] [tables] [engine]`, with STEVEDORE_TEST_SERVER=mysql on MySQL.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MariadbServer } from '../support/mariadb-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';

/** The options of every table, and of the one in the middle. */
const ENGINES: Readonly<Record<string, readonly [all: string, middle?: string]>> = {
  InnoDB: ['ENGINE=InnoDB'],
  MyISAM: ['ENGINE=MyISAM'],
  'InnoDB, one of them MyISAM': ['ENGINE=InnoDB', 'ENGINE=MyISAM'],
  'InnoDB, partitioned': ['ENGINE=InnoDB PARTITION BY HASH (id) PARTITIONS 3'],
  ...(onMysql
    ? {}
    : { Aria: ['ENGINE=Aria TRANSACTIONAL=1'], 'Aria, TRANSACTIONAL=0': ['ENGINE=Aria TRANSACTIONAL=0'] }),
};

const [kills = 20, tables = 40] = process.argv.slice(2).map(Number);
const only = process.argv[4];

/**
 * Kills the server during a rename, which takes about `span` milliseconds; returns the result. Without `span` only
 * measures.
 */
const killInRename = async (
  server: MariadbServer,
  [all, middle = all]: readonly [all: string, middle?: string],
  span?: number,
): Promise<{ outcome: string; broken: string[]; ms?: number }> => {
  const names = Array.from({ length: tables }, (_, i) => `t${i}`);
  const middleName = names[tables / 2];
  const fill = (schema: string, value: number) =>
    `DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}; USE ${schema};` +
    names
      .map(
        (name) =>
          `CREATE TABLE ${name} (id INT PRIMARY KEY, v INT) ${name === middleName ? middle : all}; INSERT INTO ${name} VALUES (1, ${value});`,
      )
      .join('');
  await server.query(`DROP DATABASE IF EXISTS prev; CREATE DATABASE prev; ${fill('live', 1)} ${fill('imp', 2)}`);
  const pairs = [
    ...names.map((name) => `live.${name} TO prev.${name}`),
    ...names.map((name) => `imp.${name} TO live.${name}`),
  ];
  const began = performance.now();
  const renaming = server.query(`RENAME TABLE ${pairs.join(', ')}`).then(
    () => true,
    () => false,
  );
  if (span === undefined) {
    await renaming;
    return { outcome: 'measured', broken: [], ms: performance.now() - began };
  }
  // The client needs some time to log in.
  await sleep((0.2 + Math.random()) * span);
  await server.kill9();
  const answered = await renaming;
  await server.restart();
  const seen = await Promise.all(
    names.map((name) => server.query(`SELECT v FROM live.${name}`).catch((error: unknown) => String(error))),
  );
  const broken = seen.filter((value) => value !== '1' && value !== '2');
  const staged = await Promise.all(
    names.map((name) =>
      server.query(`SELECT v FROM imp.${name}`).then(
        () => 'ok',
        (error: unknown) => String(error),
      ),
    ),
  );
  const lost = seen.every((value) => value === '1') ? staged.filter((value) => value !== 'ok') : [];
  const values = [...new Set(seen.filter((value) => value === '1' || value === '2'))].sort().join('+');
  const outcome =
    broken.length > 0
      ? 'live broken'
      : values === '1+2'
        ? 'mixed'
        : values === '1'
          ? lost.length > 0
            ? 'old, staging broken'
            : 'old'
          : 'new';
  return { outcome: answered ? `${outcome} (was over)` : outcome, broken: [...broken, ...lost] };
};

for (const [engine, options] of Object.entries(ENGINES)) {
  if (only !== undefined && engine !== only) continue;
  const server = await startTargetServer();
  const counts = new Map<string, number>();
  const examples = new Set<string>();
  const { ms: span = 0 } = await killInRename(server, options);
  for (let i = 0; i < kills; i++) {
    const { outcome, broken } = await killInRename(server, options, span).catch((error: unknown) => ({
      outcome: 'server broken',
      broken: [String(error)],
    }));
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    for (const text of broken.slice(0, 1)) examples.add(text.slice(0, 200));
  }
  await server.stop();
  console.log(
    `${engine} (${Math.round(span)} ms): ${[...counts].map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`,
  );
  for (const example of [...examples].slice(0, 2)) console.log(`  ${example}`);
}
process.exit(0);
