import { UnreadableSql } from '../refuse-statement.js';
import { isName } from '../tokens/token-reader.js';
import type { Token } from '../tokens/tokenize.js';

/**
 * Checks an object that runs with its caller's rights (SQL SECURITY INVOKER). Other objects run with the rights of the
 * target's owner account, which end at the pipeline's databases; this one may be called by someone with more. `own` are
 * the databases that it may name. Throws `UnreadableSql` for anything that the owner account could not do.
 */
export const checkCallerRights = (tokens: readonly Token[], own: ReadonlySet<string>): void => {
  if (!runsAsCaller(tokens)) return;
  const foreign = schemaNames(tokens).find((name) => !own.has(name) && name.toLowerCase() !== 'information_schema');
  if (foreign !== undefined) throw refused('names another database');
  tokens.forEach((token, index) => {
    const what = forbidden(tokens, index);
    if (what !== undefined) throw refused(what);
  });
};

const refused = (what: string): UnreadableSql =>
  new UnreadableSql(`it runs with its caller's rights (SQL SECURITY INVOKER) and ${what}`);

const runsAsCaller = (tokens: readonly Token[]): boolean =>
  tokens.some(
    ({ text }, index) =>
      text === 'sql' && tokens[index + 1]?.text === 'security' && tokens[index + 2]?.text === 'invoker',
  );

/** Keyed by a statement's first words; an empty list matches whatever follows. */
const STATEMENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['create', ['database', 'schema', 'user', 'role', 'server', 'definer', 'tablespace', 'logfile', 'undo']],
  ['alter', ['database', 'schema', 'user', 'server', 'definer', 'tablespace', 'instance']],
  ['drop', ['database', 'schema', 'user', 'role', 'server', 'tablespace']],
  ['rename', ['user']],
  ['set', ['global', 'persist', 'persist_only', 'password', 'role']],
  ...'grant revoke install uninstall shutdown kill flush reset purge change binlog restart clone'
    .split(' ')
    .map((word): [string, readonly string[]] => [word, []]),
]);
const STARTS_AFTER = new Set([
  ';',
  'begin',
  'then',
  'else',
  'do',
  'loop',
  'repeat',
  'atomic',
  ')',
  'invoker',
  'sql',
  'data',
  'deterministic',
]);

const forbidden = (tokens: readonly Token[], index: number): string | undefined => {
  const { text, kind } = tokens[index] as Token;
  if (kind !== 'word') return undefined;
  const before = tokens[index - 1]?.text ?? ';';
  const next = tokens[index + 1]?.text ?? '';
  if (text === 'load_file' && next === '(') return 'reads a file of the server';
  if (before === 'into' && (text === 'outfile' || text === 'dumpfile')) return 'writes a file of the server';
  if (text === 'prepare' && before !== 'deallocate' && before !== 'drop' && next !== '(')
    return 'runs statements that it builds from text';
  if (text === 'execute' && next === 'immediate') return 'runs statements that it builds from text';
  if (/^(global|persist|persist_only)$/.test(text) && (before === ',' || before === '@'))
    return 'changes settings of the server';
  const words = STARTS_AFTER.has(before) ? STATEMENTS.get(text) : undefined;
  if (words === undefined || (words.length > 0 && !words.includes(next))) return undefined;
  return words.length === 0 && (next === '(' || next === '.' || next === '=' || next === ',')
    ? undefined
    : 'changes the server or its accounts';
};

/** A table follows these words, and follows each comma until one of `ENDS`. */
const LISTS = new Set('from join straight_join update into using table tables view views'.split(' '));
/** One name of a table, sequence or routine follows these words. */
const SINGLE = new Set(
  'references truncate insert replace delayed to sequence procedure function trigger event handler describe desc explain'.split(
    ' ',
  ),
);
/** Words that may come between them and the name. */
const FILLERS = new Set(
  'ignore low_priority high_priority quick only lateral inner left right outer cross natural if not exists extended format'.split(
    ' ',
  ),
);
const ENDS = new Set(
  'where group order having limit window union except intersect set for lock values value select'.split(' '),
);
/** Functions whose arguments contain a FROM. */
const FROM_INSIDE = new Set('extract trim substring substr mid'.split(' '));
/** Functions whose argument is not a column. */
const OF_SEQUENCES = new Set(['nextval', 'lastval', 'setval']);

/** The names in a definition that can only be schemas. A name before a column alone is a table or an alias. */
const schemaNames = (tokens: readonly Token[]): string[] => {
  const names: string[] = [];
  const levels: { tables: boolean; readonly ignoresFrom: boolean }[] = [{ tables: false, ignoresFrom: false }];
  let expectsTable = false;
  tokens.forEach((token, index) => {
    const level = levels.at(-1) ?? { tables: false, ignoresFrom: true };
    const { text } = token;
    if (text === '(') {
      const before = tokens[index - 1]?.text ?? '';
      expectsTable ||= OF_SEQUENCES.has(before);
      levels.push({ tables: expectsTable, ignoresFrom: FROM_INSIDE.has(before) });
    } else if (text === ')') {
      if (levels.length > 1) levels.pop();
      expectsTable = false;
    } else if (text === ';') {
      levels.splice(1);
      (levels[0] as { tables: boolean }).tables = expectsTable = false;
    } else if (text === ',') expectsTable = level.tables;
    else if (announces(LISTS, tokens, index) && !level.ignoresFrom) expectsTable = level.tables = true;
    else if (announces(SINGLE, tokens, index) || isNextValueFor(tokens, index) || isIndexOn(tokens, index))
      expectsTable = true;
    else if (ENDS.has(text)) expectsTable = level.tables = false;
    else if (isName(token) && tokens[index - 1]?.text !== '.') {
      if (isQualifier(tokens, index) && (expectsTable || isRoutineOrColumn(tokens, index))) names.push(token.value);
      if (!FILLERS.has(text)) expectsTable = false;
    }
  });
  return names;
};

/** A function of the same name, a column, and ON DUPLICATE KEY UPDATE are not followed by a table. */
const announces = (words: ReadonlySet<string>, tokens: readonly Token[], index: number): boolean => {
  const { text } = tokens[index] as Token;
  if (!words.has(text) || tokens[index - 1]?.text === '.' || (text === 'update' && tokens[index - 1]?.text === 'key'))
    return false;
  return (
    tokens[index + 1]?.text !== '(' ||
    text === 'from' ||
    text === 'join' ||
    text === 'straight_join' ||
    text === 'using'
  );
};

const isNextValueFor = (tokens: readonly Token[], index: number): boolean =>
  tokens[index]?.text === 'for' && tokens[index - 1]?.text === 'value';

/** `CREATE INDEX i ON t`, `DROP INDEX i ON t`. */
const isIndexOn = (tokens: readonly Token[], index: number): boolean =>
  tokens[index]?.text === 'on' && tokens[index - 2]?.text === 'index';

const isQualifier = (tokens: readonly Token[], index: number): boolean =>
  tokens[index + 1]?.text === '.' && isName(tokens[index + 2]);

/** `db.f(…)`, `CALL db.p`, `db.t.c`. */
const isRoutineOrColumn = (tokens: readonly Token[], index: number): boolean =>
  tokens[index + 3]?.text === '(' ||
  tokens[index - 1]?.text === 'call' ||
  (tokens[index + 3]?.text === '.' && isName(tokens[index + 4]));
