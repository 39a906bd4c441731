import { describeMysqlServer } from '../../contracts/connections/mysql-server.js';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import type { Check, CheckResult } from './check-result.js';
import { openConnection } from '../../connectors/mysql/open-connection.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import { CONTROL_SCHEMA } from '../../contracts/dump-import/target-names.js';
import { optionalGrants, renderGrants, requiredGrants } from '../../contracts/dump-import/grants.js';
import { tryCheck } from './check-result.js';
import { findMissingGrants } from './find-missing-grants.js';

const ACCOUNTS = ['loader', 'publisher', 'owner'] as const;

/** Checks that each account logs in and has its grants; prints the missing ones as statements. */
export const checkMysql: Check = async (settings) => {
  const { mysql } = settings;
  if (mysql === undefined) return [];
  const databases = pipelinesOf(settings, 'dump-import').flatMap((pipeline) =>
    pipeline.databases.map(({ name }) => ({ name, keepPrevious: pipeline.publish.keepPrevious })),
  );
  const required = requiredGrants(databases, CONTROL_SCHEMA);
  const shared = ACCOUNTS.every((account) => mysql[account].user === mysql.loader.user);
  const results: CheckResult[] = [];
  for (const account of ACCOUNTS) {
    const { user } = mysql[account];
    const what = `mysql ${account} "${user}"`;
    results.push(
      ...(await tryCheck(what, async (): Promise<CheckResult[]> => {
        const connection = await openConnection(mysql, account);
        try {
          const { identity, grants } = await readGrants(connection);
          const own = required.filter((grant) => grant.account === account);
          const missing = findMissingGrants(own, grants);
          const accounts = { loader: identity, publisher: identity, owner: identity };
          const { flavor } = await readServerFacts(connection);
          const wanted = findMissingGrants(
            optionalGrants(flavor).filter((grant) => grant.account === account),
            grants,
          );
          const wish = wanted.map(({ why }) => why)[0];
          const wishes: CheckResult[] =
            wish === undefined
              ? []
              : [
                  {
                    what,
                    state: 'warn',
                    text: `lacks an optional grant: it ${wish}; as an administrator:`,
                    fix: renderGrants(wanted, accounts).map((line) => `${line};`),
                  },
                ];
          if (missing.length === 0) return [{ what, state: 'ok', text: await describeServer(connection) }, ...wishes];
          const text = `logs in, but ${missing.length} grants are missing; as an administrator:`;
          return [
            { what, state: 'fail', text, fix: renderGrants(missing, accounts).map((line) => `${line};`) },
            ...wishes,
          ];
        } finally {
          await connection.close();
        }
      })),
    );
  }
  if (shared) {
    const text = 'one account for everything: only the check of each statement keeps a dump from writing elsewhere';
    const fix = ['configure mysql.loader, mysql.publisher and mysql.owner'];
    results.push({ what: 'mysql accounts', state: 'warn', text, fix });
  }
  return results;
};

const describeServer = async (connection: MysqlConnection): Promise<string> => {
  return `logs in on ${describeMysqlServer(await readServerFacts(connection))} and has its grants`;
};

const readGrants = async (connection: MysqlConnection) => {
  const [row] = await connection.query('SELECT CURRENT_USER() AS account');
  const account = textOf(row?.['account']);
  const at = account.lastIndexOf('@');
  const rows = await connection.query('SHOW GRANTS');
  return {
    identity: { user: account.slice(0, at), host: account.slice(at + 1) },
    grants: rows.map((each) => textOf(Object.values(each)[0])),
  };
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
