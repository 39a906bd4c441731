import type { Check } from './check-result.js';
import { withConnection } from '../../connectors/mysql/open-connection.js';
import { isStevedoreError } from '../../contracts/errors.js';
import { tryCheck } from './check-result.js';
import { JUDGED_VARIABLES, judgeServer } from './judge-server.js';

/** Checks the settings of the target server that an import depends on. */
export const checkServer: Check = async (settings) => {
  const { mysql } = settings;
  if (mysql === undefined) return [];
  return tryCheck('mysql server', async () => {
    try {
      const variables = await withConnection(mysql, 'publisher', {}, async (publisher) => {
        const rows = await publisher.query('SHOW GLOBAL VARIABLES WHERE Variable_name IN (?)', [[...JUDGED_VARIABLES]]);
        return Object.fromEntries(
          rows.map((row) => [String(row['Variable_name']).toLowerCase(), String(row['Value'])]),
        );
      });
      return judgeServer(variables, settings);
    } catch (error) {
      if (isNoLogin(error)) return [];
      throw error;
    }
  });
};

/** The check of the accounts reports it. */
export const isNoLogin = (error: unknown): boolean =>
  isStevedoreError(error) && ['MYSQL_UNREACHABLE', 'MYSQL_AUTH_FAILED'].includes(error.code);
