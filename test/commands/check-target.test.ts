import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkServer } from '../../src/commands/checks/check-server.js';
import { checkTarget } from '../../src/commands/checks/check-target.js';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { Settings } from '../../src/contracts/settings.js';
import type { HandMadePipeline } from '../support/hand-made-pipeline.js';
import { handMadePipeline } from '../support/hand-made-pipeline.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';

let server: MariadbServer;
let proxy: MysqlProxy;
let pipeline: HandMadePipeline;
let a: string;

/** Each is a default of at most one of the servers. */
const IN_THE_WAY = [
  '--log-bin-trust-function-creators=OFF',
  '--event-scheduler=OFF',
  '--local-infile=OFF',
  '--max-allowed-packet=1M',
];

beforeAll(async () => {
  server = await startTargetServer({ args: ['--log-bin=binlog', ...IN_THE_WAY] });
  proxy = await startMysqlProxy(server);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
beforeEach(async () => {
  pipeline = await handMadePipeline(server, proxy);
  ({ a } = pipeline);
});

const settingsOf = (change: Partial<DumpImportSettings> = {}) =>
  ({ mysql: pipeline.mysql, pipelines: [{ ...pipeline.settings, ...change }] }) as unknown as Settings;
const found = async (change?: Partial<DumpImportSettings>) =>
  (await checkTarget(settingsOf(change))).map(
    ({ what, state, text, fix = [] }) => `${state} ${what}: ${text} | ${fix.join(' ')}`,
  );
const about = async (text: string, change?: Partial<DumpImportSettings>) =>
  (await found(change)).filter((line) => line.includes(text));

describe('the check of the target', () => {
  it('says that a first import over tables of others pins them, for how long, and how they are released', async () => {
    await server.query(
      `CREATE DATABASE ${a}; CREATE TABLE ${a}.person (id int primary key); CREATE TABLE ${a}.notes (id int)`,
    );
    const [pins] = await about('did not make');
    expect(pins).toMatch(/^warn target "a\d+": holds 2 tables \(.* kB\).*pins them as "orig_a\d+".*nothing drops them/);
    expect(pins).toContain(`DROP DATABASE \`orig_${a}\`;`);
    const [strangers] = await about('keep_tables', { keepTables: ['notes'] });
    expect(strangers).toContain('"person": stand there');
    expect(strangers).not.toContain('"notes"');
  });

  it('warns of the pinned originals for as long as they are there, and of tables that came with no import', async () => {
    await server.query(`CREATE DATABASE ${a}; CREATE TABLE ${a}.person (id int primary key)`);
    await pipeline.publish(1);
    await server.query(`CREATE TABLE ${a}.made_by_hand (id int)`);
    const [pinned = ''] = await about('pinned as');
    expect(pinned).toContain('the 1 tables from before the first import are pinned');
    expect((await about('made_by_hand'))[0]).toContain(`go to "prev_${a}"`);
    // What it prints is what releases them.
    await server.query(`DROP TABLE ${a}.made_by_hand; ${pinned.slice(pinned.indexOf('DROP DATABASE'))}`);
    expect(await pipeline.exists(`orig_${a}`)).toBe(false);
    expect(await pipeline.publish(2)).toMatchObject({ generation: 2, pinned: [] });
    expect((await found()).filter((line) => line.startsWith('warn') && line.includes(`"${a}"`))).toEqual([]);
  });

  it('fails where an original is pinned already and live is not ours', async () => {
    await server.query(
      `CREATE DATABASE ${a}; CREATE TABLE ${a}.t (id int); CREATE DATABASE orig_${a}; CREATE TABLE orig_${a}.t (id int)`,
    );
    expect(await about('ORIGINAL_ALREADY_PINNED')).toEqual([expect.stringMatching(/^fail/)]);
  });

  it('fails on foreign keys of tables that stay, prints what drops them, and says when it cannot see all', async () => {
    await pipeline.publish(1);
    expect((await about('are not visible without PROCESS'))[0]).toMatch(/^warn/);
    await server.query(
      `GRANT PROCESS ON *.* TO 'stevedore_publisher'@'%'; CREATE DATABASE shop;
        CREATE TABLE shop.orders (p int, CONSTRAINT fk FOREIGN KEY (p) REFERENCES ${a}.parent (id))`,
    );
    const [line = ''] = await about('FOREIGN_KEY_FROM_OUTSIDE');
    expect(line).toMatch(/^fail/);
    await server.query(line.slice(line.indexOf('|') + 1));
    expect(await about('foreign key')).toEqual([]);
    await server.query("REVOKE PROCESS ON *.* FROM 'stevedore_publisher'@'%'; DROP DATABASE shop");
  });

  it('names the tables that the server may leave half published: on MariaDB partitioned and Aria ones, on MySQL MyISAM ones', async () => {
    await server.query(`CREATE DATABASE ${a}; CREATE TABLE ${a}.parts (id int) PARTITION BY HASH (id) PARTITIONS 2`);
    const allowed = { publish: { ...pipeline.settings.publish, allowPartitioned: true } };
    if (onMysql) {
      await server.query(`CREATE TABLE ${a}.air (id int) ENGINE=MyISAM`);
      expect([await about('partitioned'), await about('partitioned', allowed)]).toEqual([[], []]);
      expect((await about('MyISAM: "air"'))[0]).toMatch(/^warn .*MySQL may leave.*PUBLISH_TORN/);
      return;
    }
    await server.query(`CREATE TABLE ${a}.air (id int) ENGINE=Aria; CREATE TABLE ${a}.plain (id int) ENGINE=MyISAM`);
    expect((await about('partitioned: "parts"'))[0]).toMatch(/^fail .*PARTITIONED_TABLE/);
    expect((await about('partitioned: "parts"', allowed))[0]).toMatch(/^warn .*PUBLISH_TORN/);
    expect((await about('Aria: "air": '))[0]).toMatch(/^warn .*PUBLISH_TORN/);
  });

  it('names routines whose definition the owner account may not read', async () => {
    await server.query(`CREATE DATABASE ${a}; CREATE FUNCTION ${a}.f() RETURNS int DETERMINISTIC RETURN 1`);
    const [line = ''] = await about('MYSQL_PERMISSION_DENIED');
    expect(line).toMatch(/^warn .*"function f"/);
    const right = onMysql ? 'SHOW_ROUTINE ON *.*' : 'SELECT ON `mysql`.`proc`';
    expect(line).toContain(`GRANT ${right} TO the owner account;`);
    await server.query(`GRANT ${right} TO 'stevedore_owner'@'%'`);
    expect(await about('MYSQL_PERMISSION_DENIED')).toEqual([]);
    await server.query(`REVOKE ${right} FROM 'stevedore_owner'@'%'`);
  });

  it('says how much room imports need, and how much there is where the server is on this machine', async () => {
    await pipeline.publish(1);
    expect((await about('disk space on the target'))[0]).toMatch(/^ok .* are free/);
  });
});

describe('the check of the server', () => {
  it('names the settings that block an import, with what changes them', async () => {
    const results = await checkServer(settingsOf({ objects: { events: 'enabled' } }));
    expect(results.map(({ state }) => state)).toEqual(['warn', 'warn', 'warn', 'warn']);
    for (const line of results.flatMap(({ fix = [] }) => fix)) await server.query(line);
    expect(await checkServer(settingsOf({ objects: { events: 'enabled' } }))).toEqual([]);
  });
});
