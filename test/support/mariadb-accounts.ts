import { CONTROL_SCHEMA } from '../../src/contracts/dump-import/target-names.js';
import { renderAccount, renderGrants, requiredGrants } from '../../src/contracts/dump-import/grants.js';
import type { AccountName, GrantedDatabase } from '../../src/contracts/dump-import/grants.js';
import type { MariadbServer } from './mariadb-server.js';

export type Account = { readonly user: string; readonly password: string };
export type Accounts = Readonly<Record<AccountName, Account>>;

export interface AccountsOptions {
  readonly databases: readonly GrantedDatabase[];
  readonly passwords?: Partial<Readonly<Record<AccountName, string>>>;
  /** @default 'stevedore' */
  readonly controlSchema?: string;
}

/**
 * Creates the three accounts as the documentation says, with those grants and no others; a second call adds databases.
 */
export async function createAccounts(server: MariadbServer, options: AccountsOptions): Promise<Accounts> {
  const { databases, passwords = {}, controlSchema = CONTROL_SCHEMA } = options;
  const accounts: Accounts = {
    loader: { user: 'stevedore_loader', password: passwords.loader ?? 'loader-password' },
    publisher: { user: 'stevedore_publisher', password: passwords.publisher ?? 'publisher-password' },
    owner: { user: 'stevedore_owner', password: passwords.owner ?? 'owner-password' },
  };
  const users = Object.values(accounts).map(
    (account) => `CREATE USER IF NOT EXISTS ${renderAccount(account)} IDENTIFIED BY '${escape(account.password)}'`,
  );
  const grants = renderGrants(requiredGrants(databases, controlSchema), accounts);
  await server.query(`${[...users, ...grants].join(';\n')};`);
  return accounts;
}

const escape = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "''");
