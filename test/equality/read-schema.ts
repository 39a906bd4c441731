import type { DatabaseServer } from '../support/database-server.js';

type Reader = Pick<DatabaseServer, 'query'>;

/**
 * Everything that the tables of a schema hold, one line each, in a fixed order: `CHECKSUM TABLE`, `SHOW CREATE TABLE`,
 * and every value of every row. Read by the vendor's client. A system-versioned table also holds when its rows were
 * written, which is neither summed nor shown.
 */
export async function readTables(server: Reader, schema: string): Promise<Map<string, readonly string[]>> {
  const found = lines(
    await server.query(
      `SELECT t.TABLE_NAME, t.TABLE_TYPE, c.COLUMN_NAME, c.DATA_TYPE, IFNULL(c.CHARACTER_SET_NAME, ''), CONCAT(c.EXTRA, ' ', IFNULL(c.GENERATION_EXPRESSION, '')) FROM information_schema.TABLES t
        JOIN information_schema.COLUMNS c USING (TABLE_SCHEMA, TABLE_NAME)
        WHERE TABLE_SCHEMA = '${schema}' AND TABLE_TYPE <> 'VIEW' ORDER BY t.TABLE_NAME, c.ORDINAL_POSITION`,
      { raw: true, database: schema },
    ),
  ).map((line) => line.split('\t'));
  const tables = new Map<string, string[]>();
  const unsummed = new Set<string>();
  for (const [table = '', type = '', column = '', dataType = '', charset = '', extra = ''] of found) {
    // For a column that is not stored, the sum uses whatever the memory held: often with MyISAM and Aria, seldom with
    // InnoDB.
    if (/VERSIONED/.test(type) || /VIRTUAL/.test(extra)) unsummed.add(table);
    const shown = tables.get(table) ?? [];
    // The time at which a row was written is not one of its values.
    if (!/ ROW (START|END)$/i.test(extra)) shown.push(valueOf(column, dataType, charset));
    tables.set(table, shown);
  }
  const facts = new Map<string, readonly string[]>();
  for (const [table, columns] of tables) {
    const name = `${quote(schema)}.${quote(table)}`;
    const checksum = unsummed.has(table) ? '' : `CHECKSUM TABLE ${name};`;
    const output = await server.query(
      `SET NAMES utf8mb4; ${checksum} SHOW CREATE TABLE ${name}; SELECT CONCAT_WS('|', ${columns.join(', ')}) FROM ${name}`,
      { database: schema },
    );
    const all = lines(output).map((line) => line.replaceAll(`${schema}.`, ''));
    const head = unsummed.has(table) ? 1 : 2;
    const [definition = '', ...sums] = all.slice(0, head).reverse();
    // MySQL sums a key over the members of an array differently each time.
    facts.set(table, [definition, ...(definition.includes(' array)') ? [] : sums), ...all.slice(head).sort()]);
  }
  return facts;
}

/** Numbers and times as they are shown, everything else by its bytes. */
function valueOf(column: string, dataType: string, charset: string): string {
  const name = quote(column);
  if (['float', 'double'].includes(dataType)) return `IFNULL(CAST(${name} + 0e0 AS CHAR), 'NULL')`;
  if (charset === '' && /^((tiny|small|medium|big)?int|decimal|date|datetime|timestamp|time|year)$/.test(dataType))
    return `IFNULL(CAST(${name} AS CHAR), 'NULL')`;
  const bytes = `CAST(${name} AS ${dataType === 'json' && charset === '' ? 'CHAR' : 'BINARY'})`;
  return `IFNULL(IF(LENGTH(${bytes}) < 200, HEX(${bytes}), CONCAT(LENGTH(${bytes}), ' ', SHA2(${bytes}, 256))), 'NULL')`;
}

const lines = (output: string): string[] => (output === '' ? [] : output.split('\n'));
const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** Where two readings differ, each difference naming its table; empty where they do not. */
export function differences(
  one: ReadonlyMap<string, readonly string[]>,
  other: ReadonlyMap<string, readonly string[]>,
): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].sort().flatMap((table) => {
    const [mine, theirs] = [one.get(table), other.get(table)];
    if (mine === undefined || theirs === undefined)
      return [`table ${table} is missing on the ${mine === undefined ? 'left' : 'right'}`];
    if (mine.length !== theirs.length) return [`table ${table} has ${mine.length} and ${theirs.length} lines`];
    return mine
      .flatMap((line, at) =>
        line === theirs[at] ? [] : [`table ${table}: ${line.slice(0, 400)} / ${theirs[at]?.slice(0, 400)}`],
      )
      .slice(0, 3);
  });
}
