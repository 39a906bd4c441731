import type { Statement } from './classify-statement.js';
import { takeUnqualifiedName } from './own-names.js';
import { UnreadableSql } from './refuse-statement.js';
import type { TokenReader } from './token-reader.js';

/** INSERT, INSERT IGNORE and REPLACE with VALUES, up to the first tuple. Throws `UnreadableSql`. */
export const classifyInsert = (reader: TokenReader): Statement => {
  const isInsert = reader.take()?.text === 'insert';
  const ignores = isInsert && reader.takeWords('ignore');
  reader.takeWords('into');
  const table = takeUnqualifiedName(reader);
  const columns = reader.sees('(') ? takeColumns(reader) : undefined;
  if (!reader.sees('values') && !reader.sees('value')) {
    throw new UnreadableSql('only rows given by VALUES are loaded');
  }
  const values = reader.take();
  if (!values || values.wrapper >= 0 || table.wrapper >= 0) {
    throw new UnreadableSql('its rows stand inside an executable comment');
  }
  const merges = isInsert ? (ignores ? ('INSERT IGNORE' as const) : undefined) : ('REPLACE' as const);
  return { kind: 'insert', table: table.value, ...(columns && { columns }), valuesAt: values.end, plain: isInsert && !ignores, ...(merges && { merges }) };
};

const takeColumns = (reader: TokenReader): string[] => {
  const columns: string[] = [];
  reader.take();
  if (reader.takeWords(')')) return columns;
  do columns.push(takeUnqualifiedName(reader).value);
  while (reader.takeWords(','));
  if (!reader.takeWords(')')) throw new UnreadableSql('its list of columns cannot be read');
  return columns;
};
