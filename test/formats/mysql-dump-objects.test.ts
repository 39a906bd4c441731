import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoredObject } from '../../src/contracts/dump-import/stored-object.js';
import { withEventStatus } from '../../src/formats/mysql-dump/objects/object-definition.js';
import { accountProblems } from '../support/account-problems.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startMariadb } from '../support/mariadb-server.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { dumpDatabase, indexFile } from './dump-figures.js';

let server: MariadbServer;
let folder: string;

beforeAll(async () => {
  server = await startMariadb();
  folder = temporaryFolder('dump-objects');
  await server.query(
    "CREATE DATABASE source_db; CREATE DATABASE by_client; CREATE USER gone@'10.%'; GRANT ALL ON *.* TO gone@'10.%'",
  );
  await server.query(readFileSync(new URL('object-tables.sql', import.meta.url), 'utf8'), { database: 'source_db' });
});
afterAll(async () => {
  await server.stop();
  removeTemporaryFolder(folder);
});

const ORDER = ['package', 'package body', 'function', 'procedure', 'view', 'trigger', 'event'];

/**
 * Creates the objects as the core does: each under its own session, the views in an order in which they can be made.
 */
const createIn = async (schema: string, objects: readonly StoredObject[]): Promise<void> => {
  const sorted = [...objects].sort(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.name.localeCompare(a.name),
  );
  for (const [index, { sql, session }] of sorted.entries()) {
    const { characterSetClient = 'utf8mb4', collationConnection, sqlMode = '', timeZone = 'SYSTEM' } = session;
    const names = `SET NAMES ${characterSetClient}${collationConnection === undefined ? '' : `, collation_connection=${collationConnection}`}`;
    const file = join(folder, `object-${schema}-${index}.sql`);
    const text = `${names}, sql_mode='${sqlMode}', time_zone='${timeZone}';\nDELIMITER $END$\n${sql}$END$\n`;
    writeFileSync(file, text, 'latin1');
    await server.load(file, schema);
  }
};

/** What the server shows of all objects of a schema, without definers and times of making. */
const describeObjects = async (schema: string): Promise<string> => {
  const query = (sql: string) => server.query(`SET NAMES utf8mb4; ${sql}`, { database: schema, raw: true });
  const parts = [
    await query(`SELECT ROUTINE_NAME, ROUTINE_TYPE, SECURITY_TYPE, SQL_MODE, ROUTINE_COMMENT, DTD_IDENTIFIER, SQL_DATA_ACCESS, IS_DETERMINISTIC,
      ROUTINE_DEFINITION, CHARACTER_SET_CLIENT, COLLATION_CONNECTION FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = '${schema}' ORDER BY 1, 2`),
    await query(`SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT, SQL_MODE, CHARACTER_SET_CLIENT,
      COLLATION_CONNECTION FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '${schema}' ORDER BY 1`),
    await query(`SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE, ALGORITHM FROM information_schema.VIEWS
      WHERE TABLE_SCHEMA = '${schema}' ORDER BY 1`),
    await query(`SELECT EVENT_NAME, EVENT_DEFINITION, EVENT_TYPE, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD, STARTS, STATUS, ON_COMPLETION, EVENT_COMMENT,
      SQL_MODE, TIME_ZONE FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '${schema}' ORDER BY 1`),
    await query(`SELECT SPECIFIC_NAME, ORDINAL_POSITION, PARAMETER_MODE, PARAMETER_NAME, DTD_IDENTIFIER FROM information_schema.PARAMETERS
      WHERE SPECIFIC_SCHEMA = '${schema}' ORDER BY 1, 2`),
  ];
  return parts.join('\n---\n').replaceAll(schema, 'SCHEMA');
};

it.each([
  [['--routines', '--events']],
  [['--routines', '--events', '--add-drop-trigger', '--skip-opt']],
  [['--routines', '--events', '--default-character-set=latin1']],
])('creates every object just as the client does: %j', async (args) => {
  const file = await dumpDatabase(server, folder, 'source_db', args);
  const index = await indexFile(file, 'source_db');
  expect(accountProblems(index, readFileSync(file))).toEqual([]);
  expect(index.objects).toHaveLength(14);
  for (const { sql } of index.objects) expect(sql).not.toMatch(/DEFINER\s*=/i);

  const schema = `by_us_${args.length}`;
  for (const name of [schema, 'by_client'])
    await server.query(`DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name}`);
  await server.load(file, 'by_client');
  await server.query('CREATE TABLE t LIKE source_db.t; CREATE TABLE `t``2; --` LIKE source_db.`t``2; --`', {
    database: schema,
  });
  await createIn(schema, index.objects);
  expect(await describeObjects(schema)).toBe(await describeObjects('by_client'));
});

it('switches events off and on again, whatever their text holds', async () => {
  const { objects } = await indexFile(await dumpDatabase(server, folder, 'source_db', ['--events']), 'source_db');
  const events = objects.filter(({ kind }) => kind === 'event');
  await server.query('DROP DATABASE IF EXISTS events; CREATE DATABASE events; CREATE TABLE events.t LIKE source_db.t');
  for (const status of ['disabled', 'enabled'] as const) {
    const changed = events.map((event) => ({
      ...event,
      sql: withEventStatus(event.sql, status, event.session.sqlMode),
    }));
    await server.query(events.map(({ name }) => `DROP EVENT IF EXISTS \`${name}\``).join(';'), { database: 'events' });
    await createIn('events', changed);
    const shown = await server.query(
      "SELECT STATUS, EVENT_COMMENT, EVENT_DEFINITION FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'events'",
    );
    expect(shown.split('\n').sort()).toEqual([
      `${status.toUpperCase()}\t\tBEGIN SET @disable = 1; END`,
      `${status.toUpperCase()}\tdisable; do\tUPDATE t SET \`drop\` = 1`,
    ]);
  }
});
