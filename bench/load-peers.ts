import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../test/support/child-process.js';
import type { DatabaseServer } from '../test/support/database-server.js';
import { timed } from './figures.js';
import type { DumpToLoad } from './load-ours.js';

/** Another way to load the same rows into the schema `peer`. */
export interface Peer {
  readonly name: string;
  /** Loads everything again and returns the seconds. */
  readonly load: () => Promise<number>;
}

/** The schema in which a peer loads what we load into `imp_<database>`. */
export const peerSchema = (database: string): string => `peer_${database}`;

/** `mariadb < dump.sql`, or `mysql`, dump after dump. */
export const clientPeer = (server: DatabaseServer, dumps: readonly DumpToLoad[]): Peer => ({
  name: `${server.flavor === 'mysql' ? 'mysql' : 'mariadb'} < dump.sql`,
  load: async () => {
    let seconds = 0;
    for (const { database, dumpFile } of dumps) {
      const schema = peerSchema(database);
      await server.query(`DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}`);
      seconds += (await timed(() => server.load(dumpFile, schema))).seconds;
    }
    return seconds;
  },
});

/**
 * `myloader` from its own format: mydumper first dumps the rows of the existing `schema`. Undefined if it is not
 * installed.
 */
export async function myloaderPeer(
  server: DatabaseServer,
  schema: string,
  folder: string,
  threads: number,
): Promise<Peer | undefined> {
  if (!['mydumper', 'myloader'].every((name) => existsSync(`/usr/bin/${name}`))) return undefined;
  const directory = join(folder, 'mydumper');
  const account = [
    '--host',
    server.host,
    '--port',
    String(server.port),
    '--user',
    server.rootUser,
    '--threads',
    String(threads),
  ];
  await runProgram('/usr/bin/mydumper', [
    ...account,
    '--database',
    schema,
    '--outputdir',
    directory,
    '--rows',
    '500000',
  ]);
  return {
    name: `myloader -t ${threads}`,
    load: async () => {
      await server.query(`DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}`);
      const args = [...account, '--directory', directory, '--database', schema, '--overwrite-tables'];
      return (await timed(() => runProgram('/usr/bin/myloader', args))).seconds;
    },
  };
}
