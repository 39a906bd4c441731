import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import type { PublishResult } from '../../src/dump-import/publish/publish-generation.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import type { DumpIndex } from '../../src/formats/mysql-dump/dump-index.js';
import { DEMO_DATABASES } from './dump-data.js';
import type { Edition, Editions } from './editions.js';
import { EDITIONS, LEFTOVERS, startEditions } from './editions.js';
import { indexDumpFile, loadDumpFile } from './load-dump-file.js';
import { createAccounts } from './mariadb-accounts.js';
import type { MariadbServer } from './mariadb-server.js';
import { startTargetServer } from './target-server.js';
import type { MysqlProxy } from './mysql-proxy.js';
import { startMysqlProxy } from './mysql-proxy.js';
import { pipelineSettings, targetSettings } from './target-settings.js';

/** A server with two live databases, and all that a test needs to publish one edition of them over the other. */
export interface PublishSite {
  readonly server: MariadbServer;
  readonly proxy: MysqlProxy;
  /** Straight to the server. */
  readonly direct: MysqlSettings;
  /** Through the proxy. */
  readonly proxied: MysqlSettings;
  readonly settings: DumpImportSettings;
  /** Loads and proves an edition as a run would. */
  readonly stage: (edition: Edition, runId: string, attempt?: number) => Promise<void>;
  readonly publish: (runId: string, through?: MysqlSettings) => Promise<PublishResult>;
  readonly editions: Editions;
  /** The edition that is live, whole and with its objects; otherwise the differences. */
  readonly live: () => ReturnType<Editions['held']>;
  /** The edition whose tables are live, seen at a glance; else a description. */
  readonly liveTables: () => Promise<string>;
  /** Everything that an interrupted publish left; empty if there is nothing. */
  readonly leftovers: () => Promise<string[]>;
  readonly stop: () => Promise<void>;
}

export interface PublishSiteOptions {
  readonly serverArgs?: readonly string[];
  readonly generalLog?: boolean;
  /** 1 is 522,000 persons. @default the smallest */
  readonly scale?: number;
}

/** Starts a site; nothing is live yet. */
export const startPublishSite = async (options: PublishSiteOptions = {}): Promise<PublishSite> => {
  const { serverArgs = [], generalLog = false, scale = 0 } = options;
  const [server, editions] = await Promise.all([
    startTargetServer({ args: serverArgs, generalLog }),
    startEditions(scale),
  ]);
  const proxy = await startMysqlProxy(server);
  const accounts = await createAccounts(server, { databases: DEMO_DATABASES });
  const direct = targetSettings(server, accounts);
  const settings = pipelineSettings('import', DEMO_DATABASES);
  const prepared = new Map<string, { dumpFile: string; index: DumpIndex }>();
  for (const edition of EDITIONS) {
    for (const database of DEMO_DATABASES) {
      const dumpFile = editions.dumps[edition][database];
      const index = await indexDumpFile(direct, settings, dumpFile, database);
      prepared.set(`${edition} ${database}`, { dumpFile, index });
    }
  }

  return {
    server,
    proxy,
    direct,
    proxied: targetSettings(proxy, accounts),
    settings,
    stage: async (edition, runId, attempt = 1) => {
      for (const database of DEMO_DATABASES) {
        const { dumpFile, index } = prepared.get(`${edition} ${database}`) as { dumpFile: string; index: DumpIndex };
        await loadDumpFile(direct, { settings, runId, attempt, database, dumpFile, index, connections: 1 });
      }
    },
    publish: (runId, through = direct) => publishGeneration(through, { settings, runId }),
    editions,
    live: () => editions.held(server),
    liveTables: () => editions.shown(server),
    leftovers: async () => {
      const found = await server.query(LEFTOVERS);
      return found === '' ? [] : found.split('\n');
    },
    stop: async () => {
      await proxy.stop();
      await Promise.all([server.stop(), editions.stop()]);
    },
  };
};
