/**
 * Small wrongs that a broken network or a broken loader could do to an INSERT or to a file for LOAD DATA, for tests of
 * the proof. Both are strings of bytes (latin1); each function returns undefined where the statement has no such place.
 */

/** Leaves out the second row of an `INSERT … VALUES (…),(…)`. */
export function dropOneRow(sql: string): string | undefined {
  const rows = rowRanges(sql);
  const [first, second] = rows;
  if (first === undefined || second === undefined) return undefined;
  return sql.slice(0, first.end) + sql.slice(second.end);
}

/** Changes the last letter of the first quoted value that has one: `a` to `b`, every other letter to `a`. */
export function changeOneByte(sql: string): string | undefined {
  if (rowRanges(sql).length === 0) return undefined;
  const value = /'((?:[^'\\]|\\.)*)([A-Za-z])'(?=[,)])/s.exec(sql);
  if (value === null) return undefined;
  const at = value.index + value[0].length - 2;
  return sql.slice(0, at) + (sql[at] === 'a' ? 'b' : 'a') + sql.slice(at + 1);
}

/** Leaves out the second line of a file for LOAD DATA. */
export function dropOneLine(content: string): string | undefined {
  const first = content.indexOf('\n') + 1;
  const second = first > 0 ? content.indexOf('\n', first) + 1 : 0;
  return second > 0 ? content.slice(0, first) + content.slice(second) : undefined;
}

/** Changes the last letter of a line that ends with one. */
export function changeOneByteOfALine(content: string): string | undefined {
  const end = /[A-Za-z](?=\n)/.exec(content);
  if (end === null) return undefined;
  return content.slice(0, end.index) + (end[0] === 'a' ? 'b' : 'a') + content.slice(end.index + 1);
}

/** The rows of an INSERT, each from its `(` through its `)`. */
function rowRanges(sql: string): { start: number; end: number }[] {
  const values = /^\s*(?:\/\*.*?\*\/\s*)*INSERT\s+INTO\s.*?\sVALUES\s*/is.exec(sql);
  if (values === null) return [];
  const rows: { start: number; end: number }[] = [];
  let depth = 0;
  let start = 0;
  for (let at = values[0].length; at < sql.length; at += 1) {
    const character = sql[at];
    if (character === "'") at = endOfText(sql, at);
    else if (character === '(' && depth++ === 0) start = at;
    else if (character === ')' && --depth === 0) rows.push({ start, end: at + 1 });
  }
  return rows;
}

/** The position of the closing quote of the text that opens here. */
function endOfText(sql: string, open: number): number {
  let at = open + 1;
  while (at < sql.length && sql[at] !== "'") at += sql[at] === '\\' ? 2 : 1;
  return at;
}
