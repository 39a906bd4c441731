import type { z } from 'zod';
import { databaseBlock, databaseSettings } from './database-block.js';
import type { ConnectionKindOf } from './connection-kind.js';
import { postgresUrl } from './postgres-url.js';

const block = databaseBlock('postgres', 5_432);

/** PostgreSQL; a host that begins with `/` is the folder of a socket. */
export const postgresConnection: ConnectionKindOf<'postgres', z.output<typeof block>> = {
  block,
  settings: (given, path, context) => databaseSettings(given, path, { port: 5_432, parse: postgresUrl }, context),
  // As it is meant, and as a URL writes it.
  secrets: ({ account }) => [account.password, encodeURIComponent(account.password)],
};
