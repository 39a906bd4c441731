import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram, startProcess } from '../support/child-process.js';
import { findProgram } from '../support/find-program.js';
import { freePort } from '../support/free-port.js';
import { portOpen } from '../support/port-open.js';
import { asServer } from '../support/postgres-programs.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';

export interface Pooler {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Starts a private PgBouncer before a server of this machine; `postgres` needs no password. */
export const startPooler = async (
  serverPort: number,
  mode: 'session' | 'transaction' | 'statement',
): Promise<Pooler> => {
  const folder = temporaryFolder('pooler');
  const port = await freePort();
  const file = join(folder, 'pgbouncer.ini');
  writeFileSync(
    file,
    `[databases]
* = host=127.0.0.1 port=${serverPort} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
`,
  );
  if (asServer().length > 0) await runProgram('chown', ['-R', 'postgres:postgres', folder]);
  const [command = '', ...args] = [...asServer(), findProgram('pgbouncer'), file];
  const running = await startProcess({
    command,
    args,
    logFile: join(folder, 'pooler.log'),
    ready: () => portOpen(port),
  });
  return {
    port,
    stop: async () => {
      await running.stop(1_000);
      removeTemporaryFolder(folder);
    },
  };
};
