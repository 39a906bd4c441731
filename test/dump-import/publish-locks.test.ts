import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredObject } from '../../src/contracts/dump-import/stored-object.js';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { optionalGrants, renderGrants } from '../../src/contracts/dump-import/grants.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import type { ReaderSession } from '../support/reader-session.js';
import { measureReader, openReader } from '../support/reader-session.js';
import { stageByHand } from '../support/stage-by-hand.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';

let server: MariadbServer;
let proxy: MysqlProxy;
let mysql: MysqlSettings;
let settings: DumpImportSettings;
let sessions: ReaderSession[];
let run = 0;

const LOCK_TIMEOUT_MS = 3_000;
/** A reader that queued behind a DDL statement would wait until the transaction before it ends. */
const QUEUED_MS = 500;
/**
 * MySQL's shortest lock time-out: readers queue for this long behind a statement that was sent before the transaction
 * was visible.
 */
const ONE_TRY_MS = onMysql ? 1_000 : 0;

beforeAll(async () => {
  server = await startTargetServer({ generalLog: true });
  proxy = await startMysqlProxy(server);
  const accounts = await createAccounts(server, { databases: ['live'] });
  // Without them MySQL's readers may queue for a second, its shortest lock time-out.
  if (onMysql) await server.query(renderGrants(optionalGrants('mysql'), accounts).join(';'));
  mysql = targetSettings(proxy, accounts);
  const plain = pipelineSettings('p', ['live']);
  settings = { ...plain, publish: { ...plain.publish, lockTimeoutMs: LOCK_TIMEOUT_MS } };
  await publish();
  sessions = await Promise.all(Array.from({ length: 6 }, () => openReader(server, ['live'])));
});
beforeEach(() => proxy.setHooks({}));
afterAll(async () => {
  await Promise.all(sessions.map((session) => session.end()));
  await proxy.stop();
  await server.stop();
});

const TRIGGER: StoredObject = {
  kind: 'trigger',
  name: 'tr',
  table: 't',
  sql: 'CREATE TRIGGER `tr` BEFORE INSERT ON `t` FOR EACH ROW SET NEW.v = NEW.v + 1',
  session: {},
};

/** Stages the tables `t`, with a trigger, and `u` again and publishes them. */
const publish = async () => {
  run += 1;
  const runId = `run-${run}`;
  await stageByHand(mysql, {
    pipeline: 'p',
    runId,
    database: 'live',
    statements: ['CREATE TABLE t (v int)', 'CREATE TABLE u (v int)'],
    tables: ['t', 'u'],
    proof: { rows: 0 },
    change: { objects: [TRIGGER] },
  });
  return publishGeneration(mysql, { settings, runId });
};

const session = (index: number): ReaderSession => {
  const found = sessions[index];
  if (found === undefined) throw new Error('no such session');
  return found;
};

describe('a publish without its locks', () => {
  it('touches nothing: the triggers and the previous generation stay where they are, and no reader queues', async () => {
    const holder = session(0);
    await holder.query('START TRANSACTION');
    await holder.query('SELECT * FROM live.t');
    const before = server.generalLog().length;
    const reader = measureReader(session(1), 'SELECT * FROM live.t');
    await expect(publish()).rejects.toMatchObject({ code: 'PUBLISH_LOCKED' });
    const { longest } = await reader.stop();
    await holder.query('COMMIT');
    expect(longest).toBeLessThan(QUEUED_MS);
    const log = server.generalLog().slice(before);
    expect(/DROP TRIGGER|prev2_live|INSERT INTO `?stevedore`?\.`?journal/i.test(log)).toBe(false);
  });

  it('lets readers pass also where several transactions hold tables, one after the other', async () => {
    const holders = [0, 1, 2].map(session);
    let on = true;
    const holding = holders.map(async (holder, index) => {
      for (let round = 0; on; round++) {
        await holder.query('START TRANSACTION');
        await holder.query(`SELECT * FROM live.${(round + index) % 2 === 0 ? 't' : 'u'}`);
        await new Promise((resolve) => setTimeout(resolve, 700 + index * 150));
        await holder.query('COMMIT');
      }
    });
    const readers = [3, 4].map((index) =>
      measureReader(session(index), `SELECT * FROM live.${index === 3 ? 't' : 'u'}`),
    );
    await publish().catch((error: unknown) => expect(error).toMatchObject({ code: 'PUBLISH_LOCKED' }));
    const stalls = await Promise.all(readers.map((reader) => reader.stop()));
    on = false;
    await Promise.all(holding);
    for (const { longest, reads } of stalls) {
      console.log(`several holders: ${reads} reads, longest ${Math.round(longest)} ms`);
      expect(longest).toBeLessThan(QUEUED_MS);
    }
  });
});

describe('a publish that has happened', () => {
  it('creates its triggers without making readers queue behind an earlier transaction, for longer than one try', async () => {
    const holder = session(0);
    let held: Promise<void> | undefined;
    const take = async () => {
      await holder.query('START TRANSACTION');
      await holder.query('SELECT * FROM live.t');
    };
    proxy.setHooks({
      onQuery: (sql, { user }) => {
        // The owner's rights are tried before the commit, by a name that nothing has.
        if (
          held !== undefined ||
          user !== 'stevedore_owner' ||
          !/^CREATE( OR REPLACE)? TRIGGER(?!.*stevedore_\d)/.test(sql)
        )
          return 'forward';
        held = take();
        return { hold: held };
      },
    });
    const publishing = publish();
    const reader = measureReader(session(1), 'SELECT COUNT(*) FROM live.t');
    const began = Date.now();
    while (held === undefined && Date.now() - began < 20_000) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(held).toBeDefined();
    await held;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await server.query("SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'live'")).toBe(
      '0',
    );
    await holder.query('COMMIT');
    await publishing;
    const { longest } = await reader.stop();
    expect(longest).toBeLessThan(ONE_TRY_MS + QUEUED_MS);
    expect(await server.query("SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'live'")).toBe(
      '1',
    );
  });
});
