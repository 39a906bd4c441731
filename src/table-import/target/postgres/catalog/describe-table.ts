import type { PostgresConnection } from '../../../../connectors/postgres/open-connection.js';
import type { TableName } from '../../../../contracts/table-import/table-name.js';
import type { TableFacts } from '../../table-facts.js';
import { tableColumn } from './column-rule-of.js';
import { readColumns } from '../../../../connectors/postgres/read-columns.js';
import { readKeys, readReferences, readTable } from './read-table.js';
import type { CatalogTable } from './read-table.js';

/** Describes a table for an import; undefined where there is none. Keys that are checked at the commit are left out. */
export const describeTable = async (
  connection: PostgresConnection,
  name: TableName,
): Promise<TableFacts | undefined> => {
  const table = await readTable(connection, name);
  if (table === undefined) return undefined;
  const columns = await readColumns(connection, table.id);
  const keys = await readKeys(connection, table.id);
  const references = await readReferences(connection, table.id);
  const primary = keys.find(({ isPrimary }) => isPrimary);
  const unsuitable = UNSUITABLE[table.kind] ?? complaintAbout(table, primary?.isDeferrable === true);
  return {
    columns: columns.map(tableColumn),
    primaryKey: primary?.columns ?? [],
    uniques: keys
      .filter(({ isPrimary, isDeferrable }) => !isPrimary && !isDeferrable)
      .map(({ name: index, columns: of, nullsAreEqual = false }) => ({ name: index, columns: of, nullsAreEqual })),
    references,
    ...(unsuitable !== undefined && { unsuitable }),
  };
};

const UNSUITABLE: Readonly<Record<string, string>> = {
  v: 'it is a view; name the table behind it',
  m: 'it is a materialized view; name the table behind it',
  f: 'it is a foreign table; name the table where its rows are',
};

const complaintAbout = ({ hasHeirs, hasRules }: CatalogTable, deferrable: boolean): string | undefined => {
  if (hasHeirs) return 'other tables inherit from it; name the one that the rows belong into';
  if (hasRules) return 'a rule rewrites what is inserted or updated in it; drop the rule';
  if (!deferrable) return undefined;
  return 'its primary key is deferrable, so the server cannot tell at once whether a row is there; make it NOT DEFERRABLE';
};
