import { eventually } from './eventually.js';
import type { PassingStatement, PostgresProxy } from './postgres-proxy.js';
import { startPostgresProxy } from './postgres-proxy.js';
import type { PostgresServer } from './postgres-server.js';
import { startPostgresSwitch } from './postgres-switch.js';

/** The way to a server of PostgreSQL, on which a COMMIT goes unheard, and nobody is to be reached afterwards. */
export interface CommitFront {
  readonly proxy: PostgresProxy;
  /**
   * From here on: the COMMIT of the session that says what `mark` fits is sent and not answered, once; whether it
   * reaches the server (`answer`) or not (`client`). From then on nobody reaches the server.
   */
  readonly arm: (strike: 'answer' | 'client', mark: RegExp) => void;
  /** Waits for that, and for `isDone` where the server has it, and kills the server. */
  readonly struck: (isDone: () => Promise<boolean>) => Promise<void>;
  /** Whether nobody reaches the server, or would not after a COMMIT. */
  readonly isAway: () => boolean;
  /** Lets everybody reach the server. */
  readonly open: () => void;
  /** The same, once it has been started again. */
  readonly letBack: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** `port` is the one it listens on. */
export const startCommitFront = async (server: PostgresServer, port: number): Promise<CommitFront> => {
  const proxy = await startPostgresProxy(server.port);
  let isBack = true;
  const front = await startPostgresSwitch(port, () => (proxy.fired.length > 0 && !isBack ? NOBODY : proxy.port));
  return {
    proxy,
    arm: (strike, mark) => {
      let pid = 0;
      isBack = false;
      proxy.arm(strike, (statement: PassingStatement) => {
        if (mark.test(statement.sql)) pid = statement.pid;
        return /^commit$/i.test(statement.sql) && statement.pid === pid;
      });
    },
    struck: async (isDone) => {
      await eventually('the COMMIT', () => (proxy.fired.length > 0 ? true : undefined), 120_000);
      await eventually('what it does', async () => ((await isDone()) ? true : undefined));
      await server.kill9();
    },
    isAway: () => !isBack,
    open: () => {
      isBack = true;
    },
    letBack: async () => {
      await server.restart();
      isBack = true;
    },
    stop: async () => {
      await front.stop();
      await proxy.stop();
    },
  };
};

/** Nothing listens there. */
const NOBODY = 1;
