import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFolder } from './cached-folder.js';
import { runProgram } from './child-process.js';
import { findProgram } from './find-program.js';
import { mysqlProgram } from './mysql-server.js';
import { onMysql, startTargetServer } from './target-server.js';
import { forMysql, sequenceFor } from './demo-data-for-mysql.js';

/** The two databases of the demo, in the order in which they can be loaded (a view of the second joins the first). */
export const DEMO_DATABASES = ['mvdsb', 'portal64_bdw'] as const;
export type DemoDatabase = (typeof DEMO_DATABASES)[number];
export type PerDemoDatabase<T> = Readonly<Record<DemoDatabase, T>>;

export interface DumpDataOptions {
  /** 1 is 522,000 persons, 2.6 million evaluations, 7.8 million games. @default 0.002 */
  readonly scale?: number;
  /** SQL that changes the source's data before it is dumped. */
  readonly tweak?: string;
}

/**
 * Real dumps of generated data, made by `mariadb-dump` (or `mysqldump`) from a private server; the same options give
 * the same rows. The files belong to a cache: read them, never change them.
 */
export async function makeDumps(options: DumpDataOptions = {}): Promise<PerDemoDatabase<string>> {
  const persons = Math.max(40, Math.round(522_000 * (options.scale ?? 0.002)));
  const written = DEMO_DATABASES.map((name) => readFileSync(new URL(`demo-data/${name}.sql`, import.meta.url), 'utf8'));
  const sources = onMysql ? written.map(forMysql) : written;
  const key = createHash('sha256').update(
    JSON.stringify([persons, options.tweak, sources, dumpArguments('x'), ...(onMysql ? ['mysql'] : [])]),
  );
  const folder = await cachedFolder(`dumps-${key.digest('hex').slice(0, 16)}`, async (made) => {
    mkdirSync(made);
    await dumpFromServer(made, persons, sources, options.tweak);
  });
  return { mvdsb: join(folder, 'mvdsb.sql'), portal64_bdw: join(folder, 'portal64_bdw.sql') };
}

async function dumpFromServer(folder: string, persons: number, sources: string[], tweak = ''): Promise<void> {
  const server = await startTargetServer();
  try {
    await server.query("CREATE USER portal@'10.%'; GRANT ALL ON *.* TO portal@'10.%'");
    await server.query(onMysql ? sequenceFor(persons) : 'SET GLOBAL innodb_stats_auto_recalc = 0');
    const latin1 = 'CHARACTER SET latin1 COLLATE latin1_german2_ci';
    await server.query(DEMO_DATABASES.map((name) => `CREATE DATABASE ${name} ${latin1}`).join(';'));
    for (const [index, name] of DEMO_DATABASES.entries()) {
      await server.query(`SET @persons = ${persons};\n${sources[index]}`, { database: name });
    }
    if (tweak !== '') await server.query(tweak);
    for (const name of DEMO_DATABASES) {
      const file = join(folder, `${name}.sql`);
      const connection = ['--no-defaults', '--user=root', `--socket=${server.socket}`];
      await runProgram(onMysql ? mysqlProgram('mysqldump') : findProgram('mariadb-dump'), [
        ...connection,
        `--result-file=${file}`,
        ...dumpArguments(name),
      ]);
    }
  } finally {
    await server.stop();
  }
}

/** The second database's dump has its own `CREATE DATABASE` and `USE`, the first does not: both are common. */
const dumpArguments = (database: string): string[] => [
  ...['--routines', '--events', '--triggers', '--default-character-set=utf8mb4'],
  ...(database === 'portal64_bdw' ? ['--databases'] : []),
  database,
];
