import type { ByteRange } from '../dump-index.js';
import type { OwnNames } from '../own-names.js';
import { isName } from '../token-reader.js';
import type { Token } from '../tokenize.js';

/**
 * A statement's tokens without the own schema before names (`` `db`.`t` `` is `` `t` ``), and where it stood: bytes that are not sent, so
 * that the statement means the schema in which its connection stands. Every other schema stays where it is, to be refused.
 */
export const withoutOwnSchema = (tokens: readonly Token[], own: OwnNames): { readonly tokens: Token[]; readonly cuts: ByteRange[] } => {
  const kept: Token[] = [];
  const cuts: ByteRange[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    const [dot, name] = [tokens[index + 1], tokens[index + 2]];
    const isSchema = isName(token) && own.has(token.value) && dot?.text === '.' && isName(name) && tokens[index - 1]?.text !== '.';
    if (isSchema && token.wrapper === name.wrapper) {
      cuts.push({ start: token.start, end: name.start });
      index++;
    } else {
      kept.push(token);
    }
  }
  return { tokens: kept, cuts };
};
