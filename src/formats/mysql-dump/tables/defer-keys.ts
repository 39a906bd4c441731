import { UnreadableSql } from '../refuse-statement.js';
import type { Token, Lexing } from '../tokens/tokenize.js';
import { tokenize } from '../tokens/tokenize.js';

export interface DeferredKeys {
  /** The CREATE TABLE without the keys. */
  readonly create: Buffer;
  /** The ALTER TABLE that adds them. */
  readonly alter: Buffer;
  readonly count: number;
}

/**
 * Moves the secondary keys of a CREATE TABLE to an ALTER TABLE, so that they can be built over all rows at once. Both
 * statements together make the same table, with its keys in the same order. A key that something else in the table
 * needs stays, and so do all keys before the last one that stays. Undefined if no key can be deferred, or if the
 * statement is unusual.
 */
export const deferKeys = (body: Buffer, lexing: Lexing): DeferredKeys | undefined => {
  try {
    return split(body, lexing);
  } catch (error) {
    if (error instanceof UnreadableSql) return undefined;
    throw error;
  }
};

const split = (body: Buffer, lexing: Lexing): DeferredKeys | undefined => {
  const { tokens } = tokenize(body, lexing);
  const open = tokens.findIndex(({ text }) => text === '(');
  const close = closingOf(tokens, open);
  const name = tokens[open - 1];
  if (open < 1 || close === undefined || name === undefined || name.wrapper >= 0) return undefined;
  const items = itemsOf(tokens, open, close);
  // A separator inside an executable comment belongs to what that comment adds.
  if (tokens.some(({ wrapper, text, end }) => wrapper >= 0 && text === ',' && end > (tokens[open]?.end ?? 0)))
    return undefined;
  const keys = items.map((item) => readKey(item.tokens));
  const needed = neededColumns(
    items.map((item) => item.tokens),
    keys,
  );
  const isDeferred = (key: Key | undefined): boolean =>
    key !== undefined && !needed.some((columns) => startsWith(key.columns, columns));
  const last = keys.findLastIndex((key) => key !== undefined && !isDeferred(key));
  const deferred = items.filter((_, index) => index > last && isDeferred(keys[index]));
  if (deferred.length === 0) return undefined;
  const kept = items.filter((item) => !deferred.includes(item));
  const text = ({ from, to }: Item) => body.subarray(from, to);
  const begin = tokens[open]?.end ?? 0;
  const end = tokens[close]?.start ?? 0;
  return {
    create: Buffer.concat([
      body.subarray(0, begin),
      ...joined(kept.map(text), ','),
      Buffer.from('\n'),
      body.subarray(end),
    ]),
    alter: Buffer.concat([
      Buffer.from('ALTER TABLE '),
      body.subarray(name.start, name.end),
      ...joined(
        deferred.map((item) => Buffer.concat([Buffer.from(' ADD '), text(item)])),
        ',',
      ),
    ]),
    count: deferred.length,
  };
};

interface Item {
  readonly tokens: readonly Token[];
  /** Everything between its separators, with comments. */
  readonly from: number;
  readonly to: number;
}

interface Key {
  readonly columns: readonly string[];
}

const closingOf = (tokens: readonly Token[], open: number): number | undefined => {
  let depth = 0;
  for (let index = open; index >= 0 && index < tokens.length; index++) {
    if (tokens[index]?.text === '(') depth++;
    if (tokens[index]?.text === ')' && --depth === 0) return index;
  }
  return undefined;
};

const itemsOf = (tokens: readonly Token[], open: number, close: number): Item[] => {
  const items: Item[] = [];
  let depth = 0;
  let first = open + 1;
  for (let index = open + 1; index <= close; index++) {
    const token = tokens[index] as Token;
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    if ((depth === 0 && token.text === ',') || index === close) {
      items.push({ tokens: tokens.slice(first, index), from: tokens[first - 1]?.end ?? 0, to: token.start });
      first = index + 1;
    }
  }
  return items;
};

const KEY = new Set(['key', 'index', 'unique', 'fulltext', 'spatial']);

/** Returns a secondary key; undefined for a constraint, the primary key and a column. */
const readKey = (item: readonly Token[]): Key | undefined => {
  const [first] = item;
  if (first?.kind !== 'word' || !KEY.has(first.text) || first.wrapper >= 0) return undefined;
  return { columns: columnsIn(item) };
};

/** Returns the names in the first parentheses, up to an expression. */
const columnsIn = (item: readonly Token[], from = 0): string[] => {
  const columns: string[] = [];
  const open = item.findIndex(({ text }, index) => index >= from && text === '(');
  for (let index = open + 1; open >= 0 && index < item.length; ) {
    const token = item[index] as Token;
    if (token.kind !== 'word' && token.kind !== 'quoted') break;
    columns.push(token.value.toLowerCase());
    let depth = 0;
    for (index++; index < item.length; index++) {
      const { text } = item[index] as Token;
      if (text === '(') depth++;
      if (text === ')' && depth-- === 0) return columns;
      if (text === ',' && depth === 0) break;
    }
    index++;
  }
  return columns;
};

/** Columns that need a key from the start: those of foreign keys, and the AUTO_INCREMENT column. */
const neededColumns = (items: readonly (readonly Token[])[], keys: readonly (Key | undefined)[]): string[][] => {
  const needed: string[][] = [];
  let primary: string[] = [];
  for (const [index, item] of items.entries()) {
    if (keys[index] !== undefined) continue;
    const foreign = item.findIndex(({ kind, text }) => kind === 'word' && text === 'foreign');
    if (foreign >= 0) needed.push(columnsIn(item, foreign));
    const isPrimary = item.findIndex(({ kind, text }) => kind === 'word' && text === 'primary');
    if (isPrimary === 0 || (isPrimary > 0 && item[0]?.text === 'constraint')) primary = columnsIn(item, isPrimary);
    if (item.some(({ kind, text }) => kind === 'word' && text === 'auto_increment'))
      needed.push([(item[0]?.value ?? '').toLowerCase()]);
  }
  return needed.filter((columns) => !startsWith(primary, columns));
};

const startsWith = (columns: readonly string[], wanted: readonly string[]): boolean =>
  wanted.length > 0 && wanted.every((column, index) => columns[index] === column);

const joined = (pieces: readonly Buffer[], separator: string): Buffer[] =>
  pieces.flatMap((piece, index) => (index === 0 ? [piece] : [Buffer.from(separator), piece]));
