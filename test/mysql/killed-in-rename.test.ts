import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import type { StevedoreError } from '../../src/contracts/errors.js';
import { isStevedoreError } from '../../src/contracts/errors.js';
import { WORKER_START } from '../../src/dump-import/control/take-epoch.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { settlePipeline } from '../../src/dump-import/clean-up/settle-pipeline.js';
import type { DatabaseServer } from '../support/database-server.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import { stageTables } from '../support/stage-tables.js';
import { startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';

const TABLES = 12;
const KILLS = 3;
const MISSES = 12;
const PARTITIONED = ['ENGINE=InnoDB PARTITION BY HASH (id) PARTITIONS 4', 'ENGINE=InnoDB'];
const MYISAM = ['ENGINE=MyISAM', ...PARTITIONED];

let server: DatabaseServer;
let proxy: MysqlProxy;
let direct: MysqlSettings;
let proxied: MysqlSettings;
/** Partitioned tables are not allowed, which is of no account on MySQL. */
const settings = pipelineSettings('parts', ['shop']);

beforeAll(async () => {
  server = await startTargetServer();
  proxy = await startMysqlProxy(server);
  const accounts = await createAccounts(server, { databases: ['shop'] });
  direct = targetSettings(server, accounts);
  proxied = targetSettings(proxy, accounts);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

let value = 0;
const runId = () => `run-${value}`;
const stage = async (engines: readonly string[]) => {
  value += 1;
  await stageTables(direct, {
    settings,
    runId: runId(),
    tables: TABLES,
    value,
    options: (n) => engines[n % engines.length] ?? '',
  });
};
const live = async (): Promise<string> => {
  const names = Array.from({ length: TABLES }, (_, n) => `SELECT v FROM shop.t${n}`);
  return [...new Set((await server.query(names.join(';'))).split('\n'))].join(' and ');
};

/**
 * Publishes through the proxy; `onRename` is called with the statement that commits, `renameMs` is the time until the
 * next one.
 */
const publish = async (onRename: () => void = () => undefined): Promise<{ error: unknown; renameMs: number }> => {
  let [began, renameMs] = [0, 0];
  proxy.setHooks({
    onQuery: (sql) => {
      if (began > 0 && renameMs === 0) renameMs = performance.now() - began;
      if (began === 0 && sql.startsWith('RENAME TABLE `stevedore`.') && sql.includes('`imp_')) {
        began = performance.now();
        onRename();
      }
      return 'forward';
    },
  });
  const attempt = () =>
    publishGeneration(proxied, { settings, runId: runId() }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  let error = await attempt();
  // A server killed while it dropped a schema may have left the folder: the message names it.
  const folder = /Schema directory '\.\/(\w+)' already exists/.exec(String(error))?.[1];
  if (folder !== undefined) {
    rmSync(join(server.dataDir, folder), { recursive: true });
    error = await attempt();
  }
  proxy.setHooks({});
  expect(began, `the rename is asked for; ${String(error)}`).toBeGreaterThan(0);
  return { error, renameMs };
};

/** Kills the server at places spread over the rename, and passes on what the next worker makes of it. */
const strikeRenames = async (
  engines: readonly string[],
  after: (settled: string | StevedoreError, before: string) => Promise<void>,
): Promise<void> => {
  let span = 0;
  for (let i = 0; i < 2; i++) {
    await stage(engines);
    span = (await publish()).renameMs;
  }
  let strikes = 0;
  let misses = 0;
  while (strikes < KILLS && misses < MISSES) {
    const before = await live();
    await stage(engines);
    // The rename that was measured may have been a slow one.
    const delay = ((strikes + 0.5) / KILLS) * span * 0.7 ** misses;
    let kill: Promise<void> | undefined;
    const { error } = await publish(() => {
      kill = new Promise((resolve) => setTimeout(resolve, delay)).then(() => server.kill9());
    });
    await kill;
    await server.restart();
    const settled = await settlePipeline(direct, settings, WORKER_START).then(({ settlement }) => settlement, failure);
    await after(settled, before);
    // A publish that ended before its server does not count as a strike.
    if (error === undefined) misses += 1;
    else {
      failure(error);
      strikes += 1;
    }
  }
  expect(strikes).toBe(KILLS);
};
const failure = (error: unknown): StevedoreError => {
  if (!isStevedoreError(error)) throw error;
  return error;
};

describe('MySQL, killed in the middle of a rename,', () => {
  it('keeps it whole where all tables are InnoDB, partitioned or not', async () => {
    const outcomes: unknown[] = [];
    await strikeRenames(PARTITIONED, async (settled, before) => {
      outcomes.push(settled);
      expect([before, `${value}`]).toContain(await live());
      expect(settled).toBeTypeOf('string');
    });
    console.log(`killed in a rename of InnoDB tables: ${outcomes.join(', ')}`);
  });

  it('may tear it if there are MyISAM tables: that is reported table by table, and the reported statements repair them', async () => {
    const outcomes: string[] = [];
    for (let i = 0; i < 4 && !outcomes.includes('PUBLISH_TORN'); i++) {
      await strikeRenames(MYISAM, async (settled, before) => {
        outcomes.push(typeof settled === 'string' ? settled : settled.code);
        if (typeof settled !== 'string') {
          expect(settled).toMatchObject({ code: 'PUBLISH_TORN', retryable: false });
          await putInOrder(settled);
          // Forwards or back, as the token says, which is the first that moves.
          const { moved } = settled.details;
          expect(await settlePipeline(direct, settings, WORKER_START)).toMatchObject({
            settlement: moved === true ? 'finished' : 'undone',
          });
          expect(await live()).toBe(moved === true ? `${value}` : before);
        }
        expect([before, `${value}`]).toContain(await live());
      });
    }
    console.log(`killed in a rename with MyISAM tables: ${outcomes.join(', ')}`);
    expect(outcomes).toContain('PUBLISH_TORN');
  });
});

/** Does what the error says, in its order. */
const putInOrder = async ({ message, details }: StevedoreError): Promise<void> => {
  const remedies = message.split(/; (?=")/).slice(1);
  const first = /goes on: ("[^;]*)/.exec(message)?.[1];
  const all = [first ?? '', ...remedies.filter((remedy) => remedy !== first)];
  expect(all).toHaveLength(Number(details['tables']));
  for (const remedy of all) {
    const [, place = ''] = /"\S+?\.(\S+?)" (?:stands in "\S+" and )?cannot be opened/.exec(remedy) ?? [];
    const [, where = '', home = ''] = /folder of "(\S+)" back to that of "(\S+)" and FLUSH/.exec(remedy) ?? [];
    if (place !== '') {
      const [from, to] = [join(server.dataDir, where), join(server.dataDir, home)];
      const files = readdirSync(from).filter((name) => name.startsWith(`${place}.`) || name.startsWith(`${place}_`));
      for (const file of files) renameSync(join(from, file), join(to, file));
      await server.query('FLUSH TABLES');
    }
    const rename = /RENAME TABLE `.*$/.exec(remedy)?.[0];
    if (rename !== undefined) await server.query(rename);
  }
};
