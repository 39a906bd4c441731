import type { Statement } from './statement.js';
import { takeStagedName, takeUnqualifiedName } from '../tokens/own-names.js';
import type { Cut, OwnNames } from '../tokens/own-names.js';
import { UnreadableSql } from '../refuse-statement.js';
import type { TokenReader } from '../tokens/token-reader.js';

/** Classifies INSERT, INSERT IGNORE and REPLACE with VALUES, up to the first tuple. Throws `UnreadableSql`. */
export const classifyInsert = (reader: TokenReader, own: OwnNames): Statement => {
  const isInsert = reader.take()?.text === 'insert';
  const priority = takePriority(reader);
  const ignores = isInsert && reader.takeWords('ignore');
  reader.takeWords('into');
  const { name: table, cuts } = takeStagedName(reader, own);
  const columns = reader.sees('(') ? takeColumns(reader) : undefined;
  if (!reader.sees('values') && !reader.sees('value')) {
    throw new UnreadableSql('only rows given by VALUES are loaded');
  }
  const values = reader.take();
  if (!values || values.wrapper >= 0 || table.wrapper >= 0) {
    throw new UnreadableSql('its rows stand inside an executable comment');
  }
  const merges = isInsert ? (ignores ? ('INSERT IGNORE' as const) : undefined) : ('REPLACE' as const);
  return {
    kind: 'insert',
    table: table.value,
    ...(columns && { columns }),
    cuts: [...priority, ...cuts],
    valuesAt: values.end,
    plain: isInsert && !ignores,
    ...(merges && { merges }),
  };
};

/** Priorities do not matter in staging, and the servers know DELAYED for some engines only. */
const takePriority = (reader: TokenReader): Cut[] => {
  const cuts: Cut[] = [];
  for (let token = reader.peek(); token?.text !== undefined && PRIORITIES.has(token.text); token = reader.peek()) {
    if (token.wrapper >= 0) throw new UnreadableSql('a word before its table stands inside an executable comment');
    cuts.push({ start: token.start, end: token.end });
    reader.take();
  }
  return cuts;
};

const PRIORITIES: ReadonlySet<string> = new Set(['delayed', 'low_priority', 'high_priority']);

const takeColumns = (reader: TokenReader): string[] => {
  const columns: string[] = [];
  reader.take();
  if (reader.takeWords(')')) return columns;
  do columns.push(takeUnqualifiedName(reader).value);
  while (reader.takeWords(','));
  if (!reader.takeWords(')')) throw new UnreadableSql('its list of columns cannot be read');
  return columns;
};
