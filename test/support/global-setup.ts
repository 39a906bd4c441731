import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startMariadb } from './mariadb-server.js';
import { startOpenSsh } from './openssh-server.js';
import { startRedis } from './redis-server.js';
import { startTemporal } from './temporal-server.js';
import { removeTemporaryFolder, temporaryFolder } from './temporary-folder.js';

/** Starts what all files of the project `servers` share, and provides its addresses (`provided.d.ts`). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const workflowBundle = fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url));
  if (!existsSync(workflowBundle)) {
    throw new Error('The built product is missing: run "npm run build" before the tests of the project "servers"');
  }
  const root = temporaryFolder('sftp-root');
  const [mariadb, redis, ssh, temporal] = await Promise.all([
    startMariadb(),
    startRedis(),
    startOpenSsh(root),
    startTemporal(),
  ]);
  project.provide('workflowBundle', workflowBundle);
  project.provide('temporalAddress', temporal.address);
  project.provide('mariadb', { host: mariadb.host, port: mariadb.port, socket: mariadb.socket });
  project.provide('redisUrl', redis.url);
  const { host, port, username, privateKey, hostKey } = ssh;
  project.provide('sftp', { host, port, username, privateKey, hostKey, root });
  return async () => {
    await Promise.all([mariadb.stop(), redis.stop(), ssh.stop(), temporal.stop()]);
    removeTemporaryFolder(root);
  };
}
