import type { StoredObject } from '../../src/contracts/dump-import/stored-object.js';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import type { PublishResult } from '../../src/dump-import/publish/publish-generation.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import type { RollbackResult } from '../../src/dump-import/publish/rollback/rollback-generation.js';
import { rollbackGeneration } from '../../src/dump-import/publish/rollback/rollback-generation.js';
import { readGenerations } from '../../src/dump-import/generations/read-generations.js';
import { archiveOf } from './archive-of.js';
import { createAccounts } from './mariadb-accounts.js';
import type { MariadbServer } from './mariadb-server.js';
import type { MysqlProxy } from './mysql-proxy.js';
import { stageByHand } from './stage-by-hand.js';
import { pipelineSettings, targetSettings } from './target-settings.js';

/** A pipeline of two databases whose generations tests make by hand; the n-th holds `n` in every place. */
export interface HandMadePipeline {
  readonly a: string;
  readonly b: string;
  readonly mysql: MysqlSettings;
  /** By way of the proxy. */
  readonly proxied: MysqlSettings;
  settings: DumpImportSettings;
  /** Grants and settings for this many kept generations. */
  readonly keeping: (keepPrevious: number) => Promise<void>;
  /** Objects of every kind; `extra` ones only some generations have. */
  readonly objectsOf: (n: number, extra?: boolean) => Record<string, StoredObject[]>;
  /** Fills staging as a loader would, and records it as proved. @param runId by default `r` and the number */
  readonly stage: (n: number, objects?: Record<string, StoredObject[]>, runId?: string) => Promise<void>;
  readonly publish: (n: number, objects?: Record<string, StoredObject[]>) => Promise<PublishResult>;
  /** What was staged, by way of the proxy. */
  readonly publishThroughProxy: (n: number) => Promise<PublishResult>;
  readonly rollback: (to?: number, options?: { runId?: string; proxied?: boolean }) => Promise<RollbackResult>;
  readonly values: (schema?: string) => Promise<string>;
  readonly exists: (schema: string) => Promise<boolean>;
  /** Journal entries; tables in staging, and tokens that are spent. */
  readonly leftovers: () => Promise<string>;
  /** The numbers of the live generation and of the kept ones. */
  readonly standing: () => Promise<(number | undefined)[]>;
  /** Every SHOW CREATE of both databases, and their rows. */
  readonly fingerprint: () => Promise<string[]>;
}

let count = 0;

/** Makes names that no other pipeline of the process has; the proxy leads to the same server. */
export async function handMadePipeline(server: MariadbServer, proxy: MysqlProxy): Promise<HandMadePipeline> {
  count += 1;
  const [a, b, name] = [`a${count}`, `b${count}`, `p${count}`];
  let rollbacks = 0;
  const accounts = await createAccounts(server, { databases: [a, b] });
  const [mysql, proxied] = [targetSettings(server, accounts), targetSettings(proxy, accounts)];
  const pipeline: HandMadePipeline = {
    a,
    b,
    mysql,
    proxied,
    settings: pipelineSettings(name, [a, b]),
    keeping: async (keepPrevious) => {
      await createAccounts(server, { databases: [a, b].map((database) => ({ name: database, keepPrevious })) });
      pipeline.settings = { ...pipeline.settings, publish: { ...pipeline.settings.publish, keepPrevious } };
    },
    objectsOf: (n, extra = false) => objectsOf(a, b, n, extra),
    stage: async (n, objects = {}, runId = `r${n}`) => {
      for (const database of [a, b])
        await stageByHand(mysql, {
          pipeline: name,
          runId,
          database,
          statements: [
            'CREATE TABLE parent (id int primary key)',
            'CREATE TABLE t (v int, p int, CONSTRAINT fk FOREIGN KEY (p) REFERENCES parent (id))',
            `CREATE TABLE of_${n} (v int)`,
            `INSERT INTO t (v) VALUES (${n})`,
          ],
          tables: ['parent', 't', `of_${n}`],
          change: {
            objects: objects[database] ?? [],
            archive: archiveOf(database, { filename: `${database}_${n}.zip`, size: n }),
          },
        });
    },
    publish: async (n, objects) => {
      await pipeline.stage(n, objects);
      return publishGeneration(mysql, { settings: pipeline.settings, runId: `r${n}` });
    },
    publishThroughProxy: (n) => publishGeneration(proxied, { settings: pipeline.settings, runId: `r${n}` }),
    rollback: (to, options = {}) =>
      rollbackGeneration(options.proxied === true ? proxied : mysql, {
        settings: pipeline.settings,
        runId: options.runId ?? `b${++rollbacks}`,
        ...(to === undefined ? {} : { to }),
      }),
    values: async (schema = '') =>
      (await Promise.all([a, b].map((database) => server.query(`SELECT v FROM ${schema}${database}.t`)))).join(' '),
    exists: async (schema) => (await server.query(`SHOW DATABASES LIKE '${schema}'`)) !== '',
    leftovers: () =>
      server.query(`SELECT (SELECT COUNT(*) FROM stevedore.journal WHERE pipeline = '${name}'), (SELECT COUNT(*) FROM information_schema.TABLES
        WHERE TABLE_SCHEMA = 'stevedore' AND TABLE_NAME LIKE 'spent%${name}%' OR TABLE_SCHEMA IN ('imp_${a}', 'imp_${b}'))`),
    standing: async () => {
      const { live, kept } = await readGenerations(mysql, pipeline.settings);
      return [live?.generation, ...kept.map(({ generation }) => generation)];
    },
    fingerprint: async () => [...(await fingerprint(server, a)), ...(await fingerprint(server, b))],
  };
  return pipeline;
}

const objectsOf = (a: string, b: string, n: number, extra: boolean): Record<string, StoredObject[]> => ({
  [a]: [
    object('view', 'w', `CREATE VIEW \`w\` AS SELECT v + f() AS v FROM t`),
    object('view', 'across', `CREATE VIEW \`across\` AS SELECT v + ${n} AS v FROM ${b}.u`),
    object('trigger', 'tr', `CREATE TRIGGER \`tr\` BEFORE INSERT ON \`t\` FOR EACH ROW SET NEW.v = NEW.v + ${n}`, 't'),
    object(
      'trigger',
      'tr2',
      `CREATE TRIGGER \`tr2\` BEFORE INSERT ON \`t\` FOR EACH ROW SET NEW.v = NEW.v * ${n}`,
      't',
    ),
    object('function', 'f', `CREATE FUNCTION \`f\`() RETURNS int DETERMINISTIC RETURN ${n}`),
    object('procedure', 'p', `CREATE PROCEDURE \`p\`() SELECT 'Größe ${n}'`),
    object('event', 'e', `CREATE EVENT \`e\` ON SCHEDULE EVERY ${n} DAY STARTS '2026-01-01 00:00:00' DO SET @x = ${n}`),
    ...(extra ? [object('procedure', 'only', `CREATE PROCEDURE \`only\`() SELECT ${n}`)] : []),
    ...(extra ? [object('view', 'v2', 'CREATE VIEW `v2` AS SELECT 1 AS x')] : []),
  ],
  [b]: [object('view', 'u', `CREATE VIEW \`u\` AS SELECT v * ${n} AS v FROM t`)],
});

export const object = (kind: StoredObject['kind'], name: string, sql: string, table?: string): StoredObject => ({
  kind,
  name,
  sql,
  session: { sqlMode: 'STRICT_TRANS_TABLES', characterSetClient: 'utf8mb4' },
  ...(table === undefined ? {} : { table }),
});

/** Every SHOW CREATE of a database, its rows, and what the application may do. */
const fingerprint = async (server: MariadbServer, database: string): Promise<string[]> => {
  const names = async (sql: string) => (await server.query(sql)).split('\n').filter((name) => name !== '');
  const [tables, views, triggers, routines, events] = await Promise.all([
    names(
      `SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${database}' AND TABLE_TYPE = 'BASE TABLE'`,
    ),
    names(`SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = '${database}'`),
    names(
      `SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '${database}' ORDER BY ACTION_ORDER`,
    ),
    names(
      `SELECT CONCAT(ROUTINE_TYPE, ' ', '${database}.', ROUTINE_NAME) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = '${database}'`,
    ),
    names(`SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '${database}'`),
  ]);
  const statements = [
    ...tables.flatMap((name) => [
      `SHOW CREATE TABLE ${database}.${name}`,
      `SELECT '${name}', t.* FROM ${database}.${name} t`,
    ]),
    ...views.map((name) => `SHOW CREATE VIEW ${database}.${name}`),
    ...triggers.map((name) => `SHOW CREATE TRIGGER ${database}.${name}`),
    ...routines.map((name) => `SHOW CREATE ${name}`),
    ...events.map((name) => `SHOW CREATE EVENT ${database}.${name}`),
  ];
  const lines = (await server.query(statements.join(';\n'))).split('\n').sort();
  // When a trigger was made, and the order in which its kind is listed.
  return [
    ...lines.map((line) => line.replace(/\t\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d\d/, '')),
    `triggers: ${triggers.join()}`,
  ];
};
