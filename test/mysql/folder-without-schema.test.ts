import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settlePipeline } from '../../src/dump-import/clean-up/settle-pipeline.js';
import { sweepOrphans } from '../../src/dump-import/clean-up/sweep-orphans.js';
import { WORKER_START } from '../../src/dump-import/control/take-epoch.js';
import type { ImportedDatabase } from '../support/imported-database.js';
import { importedDatabase, tableOf } from '../support/imported-database.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import type { TargetServer } from '../support/target-server.js';
import { startTargetServer } from '../support/target-server.js';

let server: TargetServer;
let proxy: MysqlProxy;
let made: ImportedDatabase;

beforeAll(async () => {
  server = await startTargetServer();
  proxy = await startMysqlProxy(server);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
beforeEach(async () => {
  made = await importedDatabase(server, proxy);
});

describe('a folder of no schema, as MySQL leaves it that is killed while it drops one', () => {
  it.each(['imp_', 'prev_', 'prev2_'])(
    'of %s fails an import in words that say what to do, leaves live as it was, and keeps nothing else',
    async (prefix) => {
      await made.importNow('r1', tableOf('a', 1));
      // A generation before it is there from the second on, one that is moved from the third on.
      if (prefix === 'prev2_') await made.importNow('r2', tableOf('a', 2));
      const before = await made.rows();
      const folder = join(server.dataDir, `${prefix}${made.database}`);
      expect(existsSync(folder)).toBe(false);
      mkdirSync(folder);
      await expect(made.importNow('r3', tableOf('a', 3))).rejects.toThrow(
        /^Cannot .*the server answered 3678 ER_SCHEMA_DIR_EXISTS: Schema directory .*moving the schema directory/,
      );
      expect(await made.rows()).toBe(before);
      const { name } = made.settings;
      await sweepOrphans(made.mysql, { pipeline: name, runId: WORKER_START, foreign: [] });
      expect(await settlePipeline(made.mysql, made.settings, WORKER_START)).toMatchObject({ warnings: [] });
      expect(await made.inControl('journal')).toBe('0');
      rmSync(folder, { recursive: true });
      expect(await made.importNow('r4', tableOf('a', 4))).toMatchObject({ warnings: [] });
      expect(await made.rows()).toBe('4');
      expect(await made.rollback('b1')).toMatchObject({ warnings: [] });
      expect(await made.rows()).toBe(before);
    },
  );
});
