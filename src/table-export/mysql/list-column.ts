import { quoteName, quoteQualified, quoteText } from '../../connectors/mysql/quote-name.js';
import type { LinkedList } from '../../contracts/table-import/relations.js';
import type { MysqlColumn } from './column-forms.js';

/** The list of a resource as a column: texts with separators in CSV, or JSON where one of them has the separator. */
export const mysqlList = (list: LinkedList, schema: string): MysqlColumn => {
  const { from, separator, table, column, id, links } = list;
  const value = `v.${quoteName(column)}`;
  const joined = `FROM ${quoteQualified(schema, links.table)} l JOIN ${quoteQualified(schema, table)} v
    ON v.${quoteName(id)} = l.${quoteName(links.other)} WHERE l.${quoteName(links.own)} = t.${quoteName(links.ownId)}`;
  const order = `ORDER BY CAST(${value} AS BINARY)`;
  const json = `CONCAT('[', IFNULL(GROUP_CONCAT(JSON_QUOTE(${value}) ${order} SEPARATOR ', '), ''), ']')`;
  const isAmbiguous = `MAX(LOCATE(${quoteText(separator)}, ${value}) > 0 OR LEFT(${value}, 1) = '[')`;
  return {
    name: from,
    form: 'json',
    isText: true,
    expression: {
      csv: `(SELECT IF(${isAmbiguous}, ${json}, GROUP_CONCAT(${value} ${order} SEPARATOR ${quoteText(separator)})) ${joined})`,
      ndjson: `(SELECT ${json} ${joined})`,
    },
  };
};
