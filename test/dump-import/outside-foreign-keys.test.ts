import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { takeEpoch } from '../../src/dump-import/control/take-epoch.js';
import { checkStaged } from '../../src/dump-import/guards/check-staged.js';
import { assertLiveForeignKeys } from '../../src/dump-import/publish/foreign-keys/assert-foreign-keys.js';
import type { HandMadePipeline } from '../support/hand-made-pipeline.js';
import { handMadePipeline } from '../support/hand-made-pipeline.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startTargetServer } from '../support/target-server.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';

let server: MariadbServer;
let proxy: MysqlProxy;
let pipeline: HandMadePipeline;
let a: string;
let b: string;

beforeAll(async () => {
  server = await startTargetServer();
  proxy = await startMysqlProxy(server);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
beforeEach(async () => {
  pipeline = await handMadePipeline(server, proxy);
  ({ a, b } = pipeline);
  await server.query(
    "GRANT PROCESS ON *.* TO 'stevedore_publisher'@'%'; DROP DATABASE IF EXISTS shop; CREATE DATABASE shop",
  );
});

const orders = (target: string, name = 'fk_of_shop') =>
  `CREATE TABLE shop.orders_${name} (id int primary key, p int, CONSTRAINT ${name} FOREIGN KEY (p) REFERENCES ${target} (id))`;
const look = (dumps?: Record<string, string[]>) => assertLiveForeignKeys(pipeline.mysql, pipeline.settings, dumps);
const targetOf = async (table: string) =>
  /REFERENCES (.*) \(/.exec(await server.query(`SHOW CREATE TABLE ${table}`))?.[1];

describe('a foreign key of a table outside the dump', () => {
  it('that points at a live table is found before the load and refused by name', async () => {
    await pipeline.publish(1);
    await expect(look()).resolves.toBeUndefined();
    await server.query(orders(`${a}.parent`));
    await expect(look()).rejects.toMatchObject({
      code: 'FOREIGN_KEY_FROM_OUTSIDE',
      message: expect.stringContaining(`"shop.orders_fk_of_shop" (fk_of_shop) -> "${a}.parent"`) as string,
      details: { foreignKeys: 1, constraint: 'fk_of_shop', table: 'shop.orders_fk_of_shop', pointsAt: `${a}.parent` },
    });
    await server.query('ALTER TABLE shop.orders_fk_of_shop DROP FOREIGN KEY fk_of_shop');
    await expect(look()).resolves.toBeUndefined();
  });

  it('is found whatever its names are made of', async () => {
    await pipeline.publish(1);
    const table = '`my-shöp`.`a b/c`';
    await server.query(
      `CREATE DATABASE \`my-shöp\`; CREATE TABLE ${table} (id int primary key, p int, CONSTRAINT \`f-ü/x\` FOREIGN KEY (p) REFERENCES ${a}.parent (id))`,
    );
    await expect(look()).rejects.toThrow(`"my-shöp.a b/c" (f-ü/x) -> "${a}.parent"`);
    await server.query('DROP DATABASE `my-shöp`');
  });

  it('cannot be seen by an account that has neither PROCESS nor a right on its table', async () => {
    await pipeline.publish(1);
    await server.query(orders(`${a}.parent`));
    await server.query("REVOKE PROCESS ON *.* FROM 'stevedore_publisher'@'%'");
    await expect(look()).resolves.toBeUndefined();
    await server.query("GRANT REFERENCES ON shop.* TO 'stevedore_publisher'@'%'");
    await expect(look()).rejects.toThrow('"shop.orders_fk_of_shop" (fk_of_shop)');
    await server.query("REVOKE REFERENCES ON shop.* FROM 'stevedore_publisher'@'%'");
  });

  it('of a table that keep_tables keeps is refused without any further grant', async () => {
    await server.query("REVOKE PROCESS ON *.* FROM 'stevedore_publisher'@'%'");
    await pipeline.publish(1);
    await server.query(
      `CREATE TABLE ${a}.own (id int, p int, CONSTRAINT own_fk FOREIGN KEY (p) REFERENCES ${a}.parent (id))`,
    );
    // Without the rule it leaves with the generation that it points into.
    await expect(look()).resolves.toBeUndefined();
    pipeline.settings = { ...pipeline.settings, keepTables: ['own'] };
    await expect(look()).rejects.toThrow(`"${a}.own" (own_fk) -> "${a}.parent"`);
  });

  it('does not matter if its target stays, but does if a dump brings one of that name', async () => {
    await pipeline.publish(1);
    await server.query(`CREATE TABLE ${a}.own (id int primary key); ${orders(`${a}.own`)}`);
    pipeline.settings = { ...pipeline.settings, keepTables: ['own'] };
    await expect(look({ [a]: ['t', 'parent'] })).resolves.toBeUndefined();
    await pipeline.publish(2);
    expect(await targetOf('shop.orders_fk_of_shop')).toBe(`\`${a}\`.\`own\``);
    await expect(look({ [a]: ['own'] })).rejects.toThrow(`-> "${a}.own"`);
  });

  it('of another database of the pipeline moves along', async () => {
    await server.query(`CREATE DATABASE ${a}; CREATE DATABASE ${b}; CREATE TABLE ${a}.old (id int primary key)`);
    await server.query(`CREATE TABLE ${b}.old (p int, CONSTRAINT across FOREIGN KEY (p) REFERENCES ${a}.old (id))`);
    await expect(look()).resolves.toBeUndefined();
    await pipeline.publish(1);
    expect(await targetOf(`orig_${b}.old`)).toBe(`\`orig_${a}\`.\`old\``);
  });

  it('that somebody creates during the load stops the publish, and live is unchanged', async () => {
    await pipeline.publish(1);
    await pipeline.stage(2);
    await server.query(orders(`${b}.parent`));
    await expect(pipeline.publishThroughProxy(2)).rejects.toMatchObject({ code: 'FOREIGN_KEY_FROM_OUTSIDE' });
    expect(await pipeline.values()).toBe('1 1');
    expect((await pipeline.leftovers()).split('\t')[0]).toBe('0');
    expect(await targetOf('shop.orders_fk_of_shop')).toBe(`\`${b}\`.\`parent\``);
    await server.query('DROP TABLE shop.orders_fk_of_shop');
    expect(await pipeline.publishThroughProxy(2)).toMatchObject({ generation: 2 });
  });

  it('stops a rollback, which would move its table away just the same', async () => {
    await pipeline.publish(1);
    await pipeline.publish(2);
    await server.query(orders(`${a}.parent`));
    await expect(pipeline.rollback()).rejects.toMatchObject({ code: 'FOREIGN_KEY_FROM_OUTSIDE' });
    expect(await pipeline.values()).toBe('2 2');
  });

  it('that points into the generation before is refused, because that one could not be dropped, but lets a rollback heal it', async () => {
    await pipeline.publish(1);
    await pipeline.publish(2);
    await server.query(orders(`prev_${a}.parent`));
    await expect(look()).rejects.toThrow(`-> "prev_${a}.parent"`);
    await pipeline.stage(3);
    await expect(pipeline.publishThroughProxy(3)).rejects.toMatchObject({ code: 'FOREIGN_KEY_FROM_OUTSIDE' });
    await pipeline.rollback();
    expect(await targetOf('shop.orders_fk_of_shop')).toBe(`\`${a}\`.\`parent\``);
  });
});

describe('a foreign key of the dump', () => {
  it('towards a table that does not come with it is refused before the publish', async () => {
    await pipeline.stage(1);
    const epoch = await takeEpoch(pipeline.mysql, { pipeline: pipeline.settings.name, runId: 'r1', scope: a });
    const loader = await epoch.open('loader');
    await loader.execute('SET foreign_key_checks = 0');
    await loader.execute(`ALTER TABLE imp_${a}.of_1 ADD CONSTRAINT lost FOREIGN KEY (v) REFERENCES excluded (id)`);
    await epoch.close();
    await expect(checkStaged(pipeline.mysql, { settings: pipeline.settings, runId: 'r1' })).rejects.toMatchObject({
      code: 'FOREIGN_KEY_TO_OUTSIDE',
      message: expect.stringContaining(`"imp_${a}.of_1" (lost) -> "imp_${a}.excluded"`) as string,
    });
    await server.query(`ALTER TABLE imp_${a}.of_1 DROP FOREIGN KEY lost`);
    await expect(checkStaged(pipeline.mysql, { settings: pipeline.settings, runId: 'r1' })).resolves.toMatchObject({
      tables: 6,
    });
  });
});
