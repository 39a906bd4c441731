import type { DatabaseServer } from '../support/database-server.js';

type Reader = Pick<DatabaseServer, 'query'>;

/**
 * What `SHOW CREATE` says of the schema and of every view, trigger, routine and event in it, without definers and the
 * status of events, which are meant to differ.
 */
export async function readDefinitions(server: Reader, schema: string): Promise<Map<string, readonly string[]>> {
  const listed = await server.query(
    `SELECT 'VIEW', TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = '${schema}'
      UNION ALL SELECT 'TRIGGER', TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '${schema}'
      UNION ALL SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = '${schema}'
      UNION ALL SELECT 'EVENT', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '${schema}'
      UNION ALL SELECT 'DATABASE', '${schema}'`,
  );
  const objects = listed.split('\n').map((line) => line.split('\t') as [string, string]);
  const statements = objects.map(
    ([kind, name]) => `SHOW CREATE ${kind} ${kind === 'DATABASE' ? name : `\`${schema}\`.\`${name}\``}`,
  );
  const shown = (await server.query(statements.join(';\n'), { database: schema })).split('\n');
  if (shown.length !== objects.length)
    throw new Error(`${objects.length} objects were asked for, and ${shown.length} shown`);
  return new Map(objects.map(([kind, name], index) => [`${kind} ${name}`, [withoutOwner(shown[index] as string)]]));
}

/** A trigger also shows when it was made. */
const withoutOwner = (shown: string): string =>
  shown
    .replace(/ ?DEFINER=([`"])[^`"]*\1@\1[^`"]*\1/, '')
    .replace(/ (ENABLE|DISABLE)(?= COMMENT| DO )/, '')
    .replace(/\t[\d-]+ [\d:.]+$/, '');
