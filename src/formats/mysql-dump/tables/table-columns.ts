import { UnreadableSql } from '../refuse-statement.js';
import { isName } from '../tokens/token-reader.js';
import type { Token } from '../tokens/tokenize.js';

export interface TableColumn {
  /** One character per byte, as the dump writes it. */
  readonly name: string;
  /** `varchar(80)`, `int(10) unsigned`, `enum('a','b')`: in lower case, except inside parentheses. */
  readonly type: string;
  readonly generated: boolean;
  /** Omitted by an INSERT without a column list. */
  readonly invisible: boolean;
  /** Can exceed a row's share of a packet: TEXT and BLOB of every size, JSON, geometry, VECTOR. */
  readonly long: boolean;
  /** Holds bytes rather than text or a number: it stores exactly what `0x…` and `_binary '…'` stand for. */
  readonly binary: boolean;
  readonly json: boolean;
  /** NULL, and 0 without NO_AUTO_VALUE_ON_ZERO, becomes the next number. */
  readonly autoIncrement: boolean;
  /** For an ENUM or SET: its members, one character per byte, as the dump writes them. */
  readonly members?: readonly string[];
  /** Bits of a BIT column. */
  readonly bitWidth?: number;
}

const GEOMETRY =
  'geometry point linestring polygon multipoint multilinestring multipolygon geometrycollection geomcollection';
const LONG = new Set(
  `tinytext text mediumtext longtext tinyblob blob mediumblob longblob json long vector ${GEOMETRY}`.split(' '),
);
const BINARY = new Set(`binary varbinary tinyblob blob mediumblob longblob bit vector ${GEOMETRY}`.split(' '));
const NO_COLUMN = new Set(
  'primary key index unique fulltext spatial constraint foreign check period vector'.split(' '),
);
const TYPE_TAIL = new Set(['unsigned', 'signed', 'zerofill', 'precision', 'varying', 'varbinary', 'varchar', 'char']);

/** Splits the content of a CREATE TABLE's parentheses into items; `tokens` are those between them. */
export const splitItems = (tokens: readonly Token[]): Token[][] => {
  const items: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    if (depth === 0 && token.text === ',') items.push([]);
    else items.at(-1)?.push(token);
  }
  return items;
};

/** Returns the column that an item defines; undefined for keys and constraints. Throws `UnreadableSql`. */
export const readColumn = (item: readonly Token[], bytes: Buffer): TableColumn | undefined => {
  const [name, type] = item;
  if (!isName(name)) throw new UnreadableSql('it holds an item that is neither column nor key');
  if (name.text === 'like') throw new UnreadableSql('it takes its columns from somewhere else');
  if (name.kind === 'word' && NO_COLUMN.has(name.text)) return undefined;
  if (type?.kind !== 'word') throw new UnreadableSql('one of its columns has no type');
  const end = typeEnd(item);
  const attributes = topLevelWords(item.slice(end));
  const base = item[1]?.text === 'long' && item[2]?.text === 'varbinary' ? 'blob' : type.text;
  // SERIAL and its like are plain numbers; an unknown type is taken for text or a number.
  return {
    name: name.value,
    type: typeText(item.slice(1, end), bytes),
    generated: attributes.includes('generated') || attributes.includes('as'),
    invisible: attributes.includes('invisible'),
    long: LONG.has(base),
    binary: BINARY.has(base),
    json: base === 'json',
    autoIncrement: attributes.includes('auto_increment') || base === 'serial',
    ...((base === 'enum' || base === 'set') && { members: stringsOf(item.slice(2, end)) }),
    ...(base === 'bit' && { bitWidth: Number(item[2]?.text === '(' ? item[3]?.value : 1) }),
  };
};

const stringsOf = (tokens: readonly Token[]): string[] =>
  tokens.filter(({ kind }) => kind === 'string').map(({ value }) => value);

const typeEnd = (item: readonly Token[]): number => {
  let end = 2;
  for (;;) {
    const token = item[end];
    if (token?.text === '(') end = closingParenthesis(item, end) + 1;
    else if (token && TYPE_TAIL.has(token.text)) end++;
    else return end;
  }
};

const typeText = (tokens: readonly Token[], bytes: Buffer): string => {
  let text = '';
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    if (token.text === '(') {
      const close = closingParenthesis(tokens, index);
      text += bytes.toString('latin1', token.start, tokens[close]?.end);
      index = close;
    } else text += (text && ' ') + token.text;
  }
  return text;
};

const closingParenthesis = (tokens: readonly Token[], open: number): number => {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    if (tokens[index]?.text === '(') depth++;
    if (tokens[index]?.text === ')' && --depth === 0) return index;
  }
  throw new UnreadableSql('its parentheses do not match');
};

const topLevelWords = (tokens: readonly Token[]): string[] => {
  const words: string[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '(') depth++;
    else if (token.text === ')') depth--;
    else if (depth === 0 && token.kind === 'word') words.push(token.text);
  }
  return words;
};
