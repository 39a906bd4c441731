import { quoteName, quoteQualified, quoteText } from '../../connectors/postgres/quote-name.js';
import type { LinkedList } from '../../contracts/table-import/relations.js';
import type { PostgresColumn } from './column-forms.js';

/** The list of a resource as a column: texts with separators in CSV, or JSON where one of them has the separator. */
export const postgresList = (list: LinkedList, schema: string): PostgresColumn => {
  const { from, separator, table, column, id, links } = list;
  const value = `v.${quoteName(column)}::text`;
  const joined = `from ${quoteQualified(schema, links.table)} l join ${quoteQualified(schema, table)} v
    on v.${quoteName(id)} = l.${quoteName(links.other)} where l.${quoteName(links.own)} = t.${quoteName(links.ownId)}`;
  const isAmbiguous = `bool_or(strpos(${value}, ${quoteText(separator)}) > 0 or left(${value}, 1) = '[')`;
  return {
    name: from,
    filterType: 'text',
    isText: true,
    expression: {
      csv: `(select case when ${isAmbiguous} then json_agg(${value} order by ${value} collate "C")::text
        else string_agg(${value}, ${quoteText(separator)} order by ${value} collate "C") end ${joined})`,
      ndjson: `(select coalesce(json_agg(${value} order by ${value} collate "C"), '[]') ${joined})`,
    },
  };
};
