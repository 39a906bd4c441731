import { describeMysqlServer } from '../contracts/connections/mysql-server.js';
import type { ConnectionKind, ConnectionOf, ConnectionSettings } from '../contracts/connections/connection.js';
import type { ConnectionTest } from '../contracts/connections/connection-test.js';
import { isStevedoreError } from '../contracts/errors.js';
import type { HttpNetwork } from './http/guarded-agent.js';
import { reachBase } from './http/reach-base.js';
import { openConnection } from './mysql/open-connection.js';
import { readServerFacts as readMysqlFacts } from './mysql/server-facts.js';
import { openArchiveSource } from './open-archive-source.js';
import { withConnection } from './postgres/open-connection.js';
import { quoteName } from './postgres/quote-name.js';
import { readServerFacts } from './postgres/server-facts.js';
import type { ServerFacts } from './postgres/server-facts.js';

/**
 * Logs in to the server and asks who it is, without changing anything. Never throws: what fails stands in the answer,
 * which is there after `timeoutMs` at the latest.
 */
export const testConnection = async (
  settings: ConnectionSettings,
  network: HttpNetwork,
  timeoutMs = 10_000,
): Promise<ConnectionTest> => {
  const begin = performance.now();
  const signal = AbortSignal.timeout(timeoutMs);
  const latency = () => Math.max(1, Math.round(performance.now() - begin));
  try {
    const look = LOOKS[settings.kind] as Look<ConnectionKind>;
    const found = await look(settings, signal, network);
    return { ok: true, latencyMs: latency(), warnings: [], ...found };
  } catch (error) {
    const late = signal.aborted ? { code: CODE_IN_TIME[settings.kind], message: LATE(timeoutMs) } : undefined;
    return { ok: false, latencyMs: latency(), warnings: [], error: late ?? described(error) };
  }
};

type Look<K extends ConnectionKind> = (
  settings: ConnectionOf<K>,
  signal: AbortSignal,
  network: HttpNetwork,
) => Promise<Partial<Pick<ConnectionTest, 'version' | 'warnings'>>>;

const LOOKS: { readonly [K in ConnectionKind]: Look<K> } = {
  postgres: (settings, signal) =>
    withConnection(settings, { applicationName: 'stevedore test', signal }, async (connection) => {
      const facts = await readServerFacts(connection);
      return { version: `PostgreSQL ${facts.versionText}`, warnings: warningsOf(facts, settings.database) };
    }),
  mysql: async (settings, signal) => {
    const connection = await openConnection(settings, 'publisher', { database: settings.database, signal });
    try {
      const facts = await readMysqlFacts(connection);
      const slow = { text: 'does not accept LOAD DATA LOCAL', fix: ['SET GLOBAL local_infile = ON;'] };
      return { version: describeMysqlServer(facts), warnings: facts.localInfile ? [] : [slow] };
    } finally {
      await connection.close();
    }
  },
  sftp: async (settings, signal) => {
    const source = await openArchiveSource({ ...settings, remotePath: '.', filePatterns: [] }, { signal });
    await source.close();
    const any = 'any host key is accepted: anyone who answers at this address gets the password';
    const fix = ['set host_key to the fingerprint of the server'];
    return { version: source.protocol, warnings: settings.acceptAnyHostKey ? [{ text: any, fix }] : [] };
  },
  http: async (settings, signal, network) => {
    await reachBase(settings, network, signal);
    return {};
  },
};

const OLDEST_POSTGRES = 13;

const warningsOf = (facts: ServerFacts, database: string): ConnectionTest['warnings'] => {
  const account = quoteName(facts.account);
  const grant = `GRANT CREATE ON DATABASE ${quoteName(database)} TO ${account};`;
  return [
    ...(facts.version < OLDEST_POSTGRES * 10_000 ? [{ text: `is older than ${OLDEST_POSTGRES}`, fix: [] }] : []),
    ...(facts.encoding === 'UTF8' ? [] : [{ text: `has the encoding ${facts.encoding}`, fix: [] }]),
    ...(facts.standby ? [{ text: 'accepts no writes: it is a standby', fix: ['name the primary server'] }] : []),
    ...(facts.readOnly && !facts.standby
      ? [
          {
            text: 'accepts no writes by default',
            fix: [`ALTER ROLE ${account} SET default_transaction_read_only = off;`],
          },
        ]
      : []),
    ...(facts.mayCreateSchemas
      ? []
      : [{ text: `does not let the account create schemas in "${database}"; as its administrator:`, fix: [grant] }]),
  ];
};

const CODE_IN_TIME = {
  postgres: 'POSTGRES_UNREACHABLE',
  mysql: 'MYSQL_UNREACHABLE',
  sftp: 'SFTP_UNREACHABLE',
  http: 'HTTP_UNREACHABLE',
} as const;

const LATE = (timeoutMs: number): string => `Cannot connect: the server did not answer within ${timeoutMs} ms`;

const described = (error: unknown): NonNullable<ConnectionTest['error']> =>
  isStevedoreError(error)
    ? { code: error.code, message: error.message }
    : { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
