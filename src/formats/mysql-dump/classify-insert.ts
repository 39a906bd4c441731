import type { Statement } from './classify-statement.js';
import type { ByteRange } from './dump-index.js';
import { takeUnqualifiedName } from './own-names.js';
import type { OwnNames } from './own-names.js';
import { UnreadableSql } from './refuse-statement.js';
import { isName } from './token-reader.js';
import type { TokenReader } from './token-reader.js';
import type { Token } from './tokenize.js';

/** How urgent the dump's own server was to take the rows; for staging that is nothing, and DELAYED is refused by most engines. */
const PRIORITIES = ['low_priority', 'high_priority', 'delayed'];

/** INSERT, INSERT IGNORE and REPLACE with VALUES, up to the first tuple. Throws `UnreadableSql`. */
export const classifyInsert = (reader: TokenReader, own: OwnNames): Statement => {
  const isInsert = reader.take()?.text === 'insert';
  const cuts: ByteRange[] = [];
  const priority = reader.peek();
  if (priority?.kind === 'word' && priority.wrapper < 0 && PRIORITIES.includes(priority.text)) cuts.push(reader.take() as ByteRange);
  const ignores = isInsert && reader.takeWords('ignore');
  reader.takeWords('into');
  const table = takeTable(reader, own, cuts);
  const columns = reader.sees('(') ? takeColumns(reader) : undefined;
  if (!reader.sees('values') && !reader.sees('value')) {
    throw new UnreadableSql('only rows given by VALUES are loaded');
  }
  const values = reader.take();
  if (!values || values.wrapper >= 0 || table.wrapper >= 0) {
    throw new UnreadableSql('its rows stand inside an executable comment');
  }
  const merges = isInsert ? (ignores ? ('INSERT IGNORE' as const) : undefined) : ('REPLACE' as const);
  return { kind: 'insert', table: table.value, ...(columns && { columns }), valuesAt: values.end, plain: isInsert && !ignores, cuts: cuts.map(({ start, end }) => ({ start, end })), ...(merges && { merges }) };
};

/** The own schema before the table is noted as a cut. */
const takeTable = (reader: TokenReader, own: OwnNames, cuts: ByteRange[]): Token => {
  const [schema, dot, name] = [reader.peek(), reader.peek(1), reader.peek(2)];
  if (dot?.text === '.' && isName(schema) && isName(name) && own.has(schema.value) && schema.wrapper === name.wrapper) {
    cuts.push({ start: schema.start, end: name.start });
    reader.takeWords(schema.text, '.');
  }
  return takeUnqualifiedName(reader);
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
