import type { MysqlStoreSettings } from '../../contracts/settings.js';
import type { StoreProblem, StoreSurvey } from '../store.js';
import { withMysqlServer } from './open-pool.js';

/** See `StoreEngine.survey`. */
export const surveyMysql = (settings: MysqlStoreSettings): Promise<StoreSurvey> =>
  withMysqlServer(settings, async (query) => {
    const [facts = {}] = await query(
      'SELECT VERSION() AS version, CURRENT_USER() AS account, @@global.read_only AS read_only',
    );
    const version = String(facts['version']);
    const isMariadb = /mariadb/i.test(version);
    const account = String(facts['account']);
    const at = account.lastIndexOf('@');
    const problems: StoreProblem[] = [];
    const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
    const [leastMajor, leastMinor] = isMariadb ? [10, 6] : [8, 0];
    if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
      problems.push({ text: `is older than ${leastMajor}.${leastMinor}`, fix: [] });
    }
    if (Number(facts['read_only']) !== 0)
      problems.push({ text: 'accepts no writes: it is a replica, or read-only', fix: ['name the primary server'] });
    const schemas = await query('SHOW DATABASES');
    const exists = schemas.some((row) => Object.values(row)[0] === settings.schema);
    if (!exists && !settings.createSchema) {
      const name = `\`${settings.schema.replaceAll('`', '``')}\``;
      const fix = [`CREATE DATABASE ${name} CHARACTER SET utf8mb4;`];
      problems.push({
        text: `has no schema "${settings.schema}", or the account may not see it; as an administrator:`,
        fix,
      });
    }
    const grants = (await query('SHOW GRANTS')).map((row) => String(Object.values(row)[0]));
    return {
      server: `${isMariadb ? 'MariaDB' : 'MySQL'} ${/^[\d.]+/.exec(version)?.[0] ?? version}`,
      place: `schema "${settings.schema}"`,
      problems,
      grants: { user: account.slice(0, at), host: account.slice(at + 1), schema: settings.schema, lines: grants },
    };
  });
