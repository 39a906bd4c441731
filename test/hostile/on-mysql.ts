import type { HostileDump } from './hostile-dump.js';

/** What comes of a dump on MySQL, by its name, where that is something else than on MariaDB. */
export const ON_MYSQL: Readonly<Record<string, HostileDump['expected']>> = {
  // Not in its language.
  "CREATE DEFINER=root@localhost PROCEDURE p() EXECUTE IMMEDIATE 'DELETE FROM victim.secret'": {
    code: 'OBJECT_INVALID',
    line: 8,
  },
  "CREATE DEFINER=root@localhost PROCEDURE p() GRANT ALL ON *.* TO canary IDENTIFIED BY 'canary'": {
    code: 'OBJECT_INVALID',
    line: 8,
  },
  "CREATE DEFINER=root@localhost PROCEDURE p() INSTALL SONAME 'auth_socket'": { code: 'OBJECT_INVALID', line: 8 },
  // It refuses bytes that are invalid in its character set, where MariaDB stores something else.
  'a cut UTF-8 letter before a quote': { code: 'MYSQL_STATEMENT_FAILED', line: 6 },
  // To it, a name like any other.
  'a path as a name with the mark of old servers': 'harmless',
  // It is the other server.
  'code for other servers': { code: 'DUMP_STATEMENT_REFUSED', line: 7 },
};
