import type { z } from 'zod';
import { databaseBlock, databaseSettings } from './database-block.js';
import type { ConnectionKindOf } from './connection-kind.js';
import { mysqlUrl } from './mysql-url.js';

const block = databaseBlock('mysql', 3_306);

/** MySQL or MariaDB. */
export const mysqlConnection: ConnectionKindOf<'mysql', z.output<typeof block>> = {
  block,
  settings: (given, path, context) => {
    const { account, ...rest } = databaseSettings(given, path, { port: 3_306, parse: mysqlUrl }, context);
    return { ...rest, loader: account, publisher: account, owner: account };
  },
  // As it is meant, and as a URL writes it.
  secrets: ({ publisher }) => [publisher.password, encodeURIComponent(publisher.password)],
};
