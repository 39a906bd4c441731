import { refuse } from './scan-errors.js';

/** What pg_dump writes; neither is more than a mark for psql, and what follows the word is never expanded. */
const MARKS = new Set(['restrict', 'unrestrict']);

/**
 * Reads a line of psql's own commands, without its backslash and line end. Returns the database of a `\connect`,
 * undefined for what is passed over; throws DUMP_STATEMENT_REFUSED for every other: they read and write files, run
 * programs and change the session.
 */
export const readClientCommand = (text: string, line: number): string | undefined => {
  const [, word = '', rest = ''] = /^([A-Za-z!?.]*)(.*)$/s.exec(text.trimEnd()) ?? [];
  if (MARKS.has(word) && /^\s/.test(rest)) return undefined;
  const named = word === 'connect' || word === 'c' ? nameOf(rest.trim()) : undefined;
  if (named !== undefined) return named;
  throw refuse(line, `"\\${/^[A-Za-z!?.]{0,30}/.exec(word)?.[0] ?? ''}"`, 'commands of psql are never run');
};

/** A plain name, a quoted one, or the connection string that pg_dump writes for names with odd letters. */
const nameOf = (text: string): string | undefined => {
  if (/^[A-Za-z0-9_]+$/.test(text)) return text;
  const quoted = /^"((?:[^"]|"")+)"$/.exec(text)?.[1]?.replaceAll('""', '"');
  if (quoted !== undefined) return quoted;
  const inString = /^-reuse-previous=on "dbname='((?:[^'\\"]|\\.|"")*)'"$/.exec(text)?.[1];
  return inString?.replaceAll('""', '"').replaceAll(/\\(.)/g, '$1');
};
