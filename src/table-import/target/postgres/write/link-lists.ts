import { quoteName, quoteQualified } from '../../../../connectors/postgres/quote-name.js';
import type { LinkedList } from '../../../../contracts/table-import/relations.js';
import { isStaged } from '../staging/relate.js';
import type { StagedRecords } from '../staging/staged-records.js';
import { inColumn } from '../../in-column.js';

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

const link = async (
  { connection, staging, shape, plan }: StagedRecords,
  where: string,
  list: LinkedList,
): Promise<void> => {
  const { schema } = plan.name;
  const { links } = list;
  const values = quoteQualified(schema, list.table);
  const linked = quoteQualified(schema, links.table);
  const [value, id] = [quoteName(list.column), quoteName(list.id)];
  const [own, ownId, other] = [quoteName(links.own), quoteName(links.ownId), quoteName(links.other)];
  const key = shape.key.map((column) => `t.${column.column} = ${column.value}`).join(' and ');
  const rows = `select t.${ownId} as own, s.${shape.columnOf(list.from).staged}::jsonb as list
    from ${staging.table} s join ${shape.table} t on ${key}
    where ${where} and s.${shape.columnOf(list.from).staged} is not null`;
  const items = `select distinct r.own, e.value from (${rows}) r cross join lateral jsonb_array_elements_text(r.list) e(value)`;
  const action = `Cannot link "${plan.name.table}" with "${list.table}"`;
  await connection.execute(
    `insert into ${values} (${value}) select distinct value from (${items}) i order by value on conflict (${value}) do nothing`,
    [],
    action,
  );
  await connection.execute(
    `delete from ${linked} l using (${rows}) r where l.${own} = r.own and not exists (
      select from ${values} v where v.${id} = l.${other} and r.list ? v.${value}::text)`,
    [],
    action,
  );
  await connection.execute(
    `insert into ${linked} (${own}, ${other}) select i.own, v.${id} from (${items}) i join ${values} v on v.${value} = i.value
      on conflict do nothing`,
    [],
    action,
  );
};
