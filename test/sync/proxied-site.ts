import { freePort } from '../support/free-port.js';
import type { PostgresProxy } from '../support/postgres-proxy.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import { startPostgres } from '../support/postgres-server.js';
import type { SyncSite } from './sync-site.js';
import { startSyncSite } from './sync-site.js';

/** A site whose pipeline `copied` reads `stage` and writes `local`, both through proxies; runs are kept elsewhere. */
export interface ProxiedSite extends SyncSite {
  readonly proxies: Readonly<Record<'source' | 'target', PostgresProxy>>;
}

/** A lost worker is missed after 5 s, and an attempt that has failed is followed by another one after a second. */
export const startProxiedSite = async (): Promise<ProxiedSite> => {
  const [source, target] = [await freePort(), await freePort()];
  const store = await startPostgres();
  const site = await startSyncSite(
    {
      SYNC_DATABASE_STAGE: `postgres://postgres:x@127.0.0.1:${source}/shop`,
      SYNC_DATABASE_LOCAL: `postgres://postgres:x@127.0.0.1:${target}/app`,
    },
    `store: { url: "postgres://postgres:x@127.0.0.1:${store.port}/postgres" }
worker: { heartbeat_timeout: 5s }
pipelines:
  copied: { kind: database-sync, source: stage, destination: local, retry: { max_attempts: 5, retry_delay: 1s } }
`,
  );
  const proxies = {
    source: await startPostgresProxy(site.stage.port, source),
    target: await startPostgresProxy(site.local.port, target),
  };
  return {
    ...site,
    proxies,
    stop: async () => {
      await Promise.all(Object.values(proxies).map((each) => each.stop()));
      await site.stop();
      await store.stop();
    },
  };
};
