/**
 * What of a statement may be told in messages: its beginning, with the names that it has, up to the first literal,
 * comment or body, and at most 200 characters. Values of settings, options of servers and texts are never in it.
 */
export const showStatement = (statement: string): string => {
  const [line = ''] = statement.split('\n', 1);
  const [shown = ''] = BEFORE_LITERALS.exec(line) ?? [];
  const cut = shown.slice(0, MOST);
  return cut.length === statement.length ? statement : `${cut.trimEnd()} …`;
};

/** A quoted name may hold whatever else begins a literal, a body or a comment. */
const BEFORE_LITERALS = /^(?:"(?:[^"]|"")*"|[^"'$/-]|-(?!-)|\/(?!\*))*/;
const MOST = 200;
