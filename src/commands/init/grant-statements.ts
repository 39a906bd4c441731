import type { AccountIdentity, AccountName } from '../../contracts/dump-import/grants.js';
import { optionalGrants, renderAccount, renderGrants, requiredGrants } from '../../contracts/dump-import/grants.js';

/** The statements that make the three accounts of a target and give them what imports of these databases need. */
export const grantStatements = (flavor: 'mysql' | 'mariadb', databases: readonly string[]): string[] => [
  '-- For an administrator of the target. Put passwords of your own in the place of <…>.',
  ...Object.entries(ACCOUNTS).map(
    ([name, account]) =>
      `CREATE USER IF NOT EXISTS ${renderAccount(account)} IDENTIFIED BY '<password of the ${name}>';`,
  ),
  ...renderGrants(requiredGrants(databases), ACCOUNTS).map((statement) => `${statement};`),
  '-- These are not needed; with them a run names who keeps a publish from its locks.',
  ...renderGrants(optionalGrants(flavor), ACCOUNTS).map((statement) => `-- ${statement};`),
];

const ACCOUNTS: Readonly<Record<AccountName, AccountIdentity>> = {
  loader: { user: 'stevedore_loader' },
  publisher: { user: 'stevedore_publisher' },
  owner: { user: 'stevedore_owner' },
};
