import { parsePlPgSQLSync, parseSync, scanSync } from 'libpg-query';
import { findAll, textOf } from './tree.js';

/** How the parser has to take a text of PL/pgSQL: a statement, an expression; all others are assignments. */
const [STATEMENT, EXPRESSION] = [0, 2];

/**
 * The trees of what a function's text runs as SQL; undefined where the parser cannot read it. `statement` is the whole
 * CREATE FUNCTION.
 */
export const readBody = (language: string, body: string, statement: string): unknown => {
  try {
    if (language === 'sql') return parseSync(body);
    return findAll(parsePlPgSQLSync(statement), 'PLpgSQL_expr').flatMap((each) => {
      const query = textOf(each, 'query');
      const mode = each['parseMode'] ?? STATEMENT;
      if (mode === STATEMENT) return parseSync(query);
      const expressions = mode === EXPRESSION ? [query] : sidesOf(query);
      return expressions.map((expression) => parseSync(`SELECT ${expression}`));
    });
  } catch {
    return undefined;
  }
};

/** Of an assignment: its `:=` or `=` is the first that stands in no brackets. */
const sidesOf = (assignment: string): [string, string] => {
  const bytes = Buffer.from(assignment);
  let depth = 0;
  for (const { start, end } of scanSync(assignment).tokens) {
    const token = bytes.toString('utf8', start, end);
    if (token === '(' || token === '[') depth += 1;
    if (token === ')' || token === ']') depth -= 1;
    if (depth === 0 && (token === ':=' || token === '='))
      return [bytes.toString('utf8', 0, start), bytes.toString('utf8', end)];
  }
  throw new Error('no assignment');
};
