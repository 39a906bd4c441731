import type { ConnectionSettings } from '../../../contracts/connections/connection.js';
import { MASK } from '../../../contracts/projects/project.js';
import { mysqlUrl } from '../../connections/mysql-url.js';
import { postgresUrl } from '../../connections/postgres-url.js';
import { isLocal, tlsSetting } from '../../fields/tls-setting.js';
import { problemsOf } from './project-problems.js';

/** A database as its URL names it. */
export interface NamedDatabase {
  readonly settings: ConnectionSettings;
  /** The URL with `***` in place of the password. */
  readonly shown: string;
}

const KINDS = { postgres: 'postgres', postgresql: 'postgres', mysql: 'mysql', mariadb: 'mysql' } as const;

const FORM = 'must be "postgres://<user>:<password>@<host>:<port>/<database>", or "mysql://…"';

/**
 * The connection of this name that a `database_url` names. It may name a driver, as SQLAlchemy writes it
 * (`postgresql+psycopg2://`), and `sslmode` and `sslrootcert`, as libpq does. Throws REQUEST_INVALID.
 */
export const databaseOf = (name: string, databaseUrl: string): NamedDatabase => {
  const { context, throwIfAny } = problemsOf();
  const fail = (state: string): never => {
    context.problems.add(['database_url'], state);
    throwIfAny('Cannot use the connection');
    throw new Error('there is a problem');
  };
  const [, scheme = '', rest = ''] = /^([a-z]+)(?:\+[a-z0-9_]+)?(:\/\/.*)$/i.exec(databaseUrl.trim()) ?? [];
  const kind = KINDS[scheme.toLowerCase() as keyof typeof KINDS] as (typeof KINDS)[keyof typeof KINDS] | undefined;
  if (kind === undefined || !URL.canParse(scheme.toLowerCase() + rest)) return fail(FORM);
  const url = new URL(scheme.toLowerCase() + rest);
  const { sslmode, sslrootcert, ...others } = Object.fromEntries(url.searchParams);
  const [other] = Object.keys(others);
  if (other !== undefined) fail(`has the parameter "${other.slice(0, 50)}", which is not known here; leave it out`);
  if (sslmode !== undefined && !MODES.includes(sslmode)) fail(`has an sslmode that is none of ${MODES.join(', ')}`);
  url.search = '';
  const parts = (kind === 'postgres' ? postgresUrl : mysqlUrl)(url.href);
  if (parts?.account === undefined || parts.address.host === '' || parts.database === '') return fail(FORM);
  if (parts.account.password === MASK) fail(`has "${MASK}" in place of the password; send the password`);
  const { address, account, database } = parts;
  const wanted = sslmode === 'disable' ? 'off' : sslrootcert === undefined ? modeOf(sslmode) : { ca: sslrootcert };
  const tls = tlsSetting(wanted, isLocal(address.host) ? 'off' : 'system', ['database_url', 'sslrootcert'], context);
  throwIfAny('Cannot use the connection');
  const server = { name, address, tls, database };
  const shown = new URL(url.href);
  if (shown.password !== '') shown.password = MASK;
  if (sslmode !== undefined) shown.searchParams.set('sslmode', sslmode);
  return {
    shown: shown.href,
    settings:
      kind === 'postgres'
        ? { ...server, kind, account }
        : { ...server, kind, loader: account, publisher: account, owner: account },
  };
};

const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

/** Whoever requires TLS gets a server whose certificate is known; the weaker modes mean what is usual here. */
const modeOf = (sslmode: string | undefined): 'system' | undefined =>
  sslmode === 'require' || sslmode === 'verify-ca' || sslmode === 'verify-full' ? 'system' : undefined;
