import { UnreadableSql } from './refuse-statement.js';
import type { TokenReader } from './token-reader.js';
import type { Token } from './tokenize.js';

/** The names that mean the dump's own database, see `OwnDatabase`. */
export type OwnNames = ReadonlySet<string>;

/** A table's or an object's name that must not name a schema, because it would reach beyond staging. */
export const takeUnqualifiedName = (reader: TokenReader): Token => {
  const name = reader.takeName();
  if (reader.sees('.')) {
    throw new UnreadableSql('it names another schema, and would write beyond staging');
  }
  return name;
};

/** A name before which the own schema may stand, and no other. */
export const takeOwnName = (reader: TokenReader, own: OwnNames): Token => {
  const name = reader.takeName();
  if (!reader.takeWords('.')) return name;
  if (!own.has(name.value)) throw new UnreadableSql('it names another database');
  return reader.takeName();
};
