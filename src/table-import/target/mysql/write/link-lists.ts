import { quoteName, quoteQualified } from '../../../../connectors/mysql/quote-name.js';
import type { LinkedList } from '../../../../contracts/table-import/relations.js';
import { readColumns } from '../../../../connectors/mysql/read-columns.js';
import { inColumn } from '../../in-column.js';
import { isStaged } from '../staging/relate.js';
import type { StagedRecords } from '../staging/staging.js';

/** Whether records have lists that are linked. */
export const hasLists = ({ shape, plan }: StagedRecords): boolean =>
  plan.relations?.lists.some((list) => isStaged(shape, list.from)) === true;

/**
 * Links the rows of staged records that have a list with the rows of its values, in the transaction that wrote them:
 * values that are missing are added, and links to values that are not in the list go. What the server refuses is a
 * fault of the record, in the column that has the list.
 */
export const linkLists = async (staged: StagedRecords, where: string): Promise<void> => {
  for (const list of staged.plan.relations?.lists ?? []) {
    if (isStaged(staged.shape, list.from)) await inColumn(list.from, () => link(staged, where, list));
  }
};

const link = async (staged: StagedRecords, going: string, list: LinkedList): Promise<void> => {
  const { connection, staging, shape, plan } = staged;
  const { schema } = plan.name;
  const { links } = list;
  const values = quoteQualified(schema, list.table);
  const linked = quoteQualified(schema, links.table);
  const [value, id] = [quoteName(list.column), quoteName(list.id)];
  const [own, ownId, other] = [quoteName(links.own), quoteName(links.ownId), quoteName(links.other)];
  const key = shape.key.map((column) => `t.${column.column} = ${column.value}`).join(' AND ');
  const given = shape.columnOf(list.from).value;
  const pairs = `${staging.table} s STRAIGHT_JOIN ${shape.table} t ON ${key}`;
  const where = `WHERE ${going} AND ${given} IS NOT NULL`;
  const rows = `SELECT t.${ownId} AS own, ${given} AS list FROM ${pairs} ${where}`;
  // Compared as the table compares.
  const item = `CONVERT(e.item USING utf8mb4)${await collationOf(staged, list)}`;
  const items = `SELECT DISTINCT t.${ownId} AS own, ${item} AS item FROM ${pairs},
    JSON_TABLE(${given}, '$[*]' COLUMNS (item LONGTEXT PATH '$')) e ${where}`;
  const run = (sql: string) => connection.execute(sql, `Cannot link "${plan.name.table}" with "${list.table}"`);
  await run(`INSERT INTO ${values} (${value}) SELECT DISTINCT i.item FROM (${items}) i LEFT JOIN ${values} v ON v.${value} = i.item
    WHERE v.${value} IS NULL ORDER BY i.item`);
  await run(`DELETE ${linked} FROM ${linked} JOIN (${rows}) r ON ${linked}.${own} = r.own JOIN ${values} v ON v.${id} = ${linked}.${other}
    WHERE NOT JSON_CONTAINS(r.list, JSON_QUOTE(CONVERT(v.${value} USING utf8mb4)))`);
  await run(`INSERT INTO ${linked} (${own}, ${other}) SELECT DISTINCT i.own, v.${id} FROM (${items}) i
    JOIN ${values} v ON v.${value} = i.item LEFT JOIN ${linked} l ON l.${own} = i.own AND l.${other} = v.${id}
    WHERE l.${own} IS NULL`);
};

const collationOf = async (
  { connection, shape, plan }: StagedRecords,
  { table, column }: LinkedList,
): Promise<string> => {
  const columns = await readColumns(connection, shape.server.flavor, { schema: plan.name.schema, table });
  const found = columns.find(({ name }) => name === column);
  return found?.charset === 'utf8mb4' && found.collation !== undefined ? ` COLLATE ${found.collation}` : '';
};
