import { UnreadableSql } from '../refuse-statement.js';
import { quotingModes } from '../sql-modes.js';
import { splitItems } from './table-columns.js';
import { tokenize } from '../tokens/tokenize.js';
import type { Token } from '../tokens/tokenize.js';

/** Facts in a CREATE TABLE that the load does not need but a person wants to see. */
export interface TableDescription {
  /** From the table's own options. */
  readonly charset?: string;
  /** Without the primary key. */
  readonly secondaryKeys: number;
}

/** Describes a table from its CREATE statement, read under `sqlMode`; empty if it cannot be read. */
export const describeTable = (statement: Buffer, sqlMode: string | undefined): TableDescription => {
  const tokens = read(statement, sqlMode);
  const open = tokens.findIndex(({ text }) => text === '(');
  const close = closing(tokens, open);
  const options = tokens.slice(close + 1);
  const charset = namesBehind(options, isCharset)[0] ?? namesBehind(options, isCollate)[0]?.split('_')[0];
  const items = open < 0 ? [] : splitItems(tokens.slice(open + 1, close));
  return {
    ...(charset !== undefined && { charset }),
    secondaryKeys: items.filter(([first]) => first?.kind === 'word' && KEYS.has(first.text)).length,
  };
};

const KEYS = new Set(['key', 'index', 'unique', 'fulltext', 'spatial']);

const read = (statement: Buffer, sqlMode: string | undefined): Token[] => {
  try {
    return tokenize(statement, quotingModes(sqlMode)).tokens;
  } catch (error) {
    if (error instanceof UnreadableSql) return [];
    throw error;
  }
};

const closing = (tokens: readonly Token[], open: number): number => {
  let depth = 0;
  for (let index = Math.max(open, 0); index < tokens.length; index++) {
    if (tokens[index]?.text === '(') depth++;
    if (tokens[index]?.text === ')' && --depth === 0) return index;
  }
  return tokens.length;
};

const isCollate = (tokens: readonly Token[], index: number): boolean => tokens[index]?.text === 'collate';

const isCharset = (tokens: readonly Token[], index: number): boolean =>
  tokens[index]?.text === 'charset' || (tokens[index]?.text === 'set' && tokens[index - 1]?.text === 'character');

const namesBehind = (
  tokens: readonly Token[],
  matches: (tokens: readonly Token[], index: number) => boolean,
): string[] =>
  tokens.flatMap((_, index) => {
    if (!matches(tokens, index)) return [];
    const name = tokens[tokens[index + 1]?.text === '=' ? index + 2 : index + 1];
    return name === undefined || name.kind === 'punct' ? [] : [name.value.toLowerCase()];
  });
