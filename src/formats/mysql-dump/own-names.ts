import { UnreadableSql } from './refuse-statement.js';
import type { TokenReader } from './token-reader.js';
import type { Token } from './tokenize.js';

/** The names that mean the dump's own database: the target's, and the one that the dump's header names. */
export type OwnNames = ReadonlySet<string>;

/** A table's or an object's name that must not name a schema, because it would reach beyond staging. */
export const takeUnqualifiedName = (reader: TokenReader): Token => {
  const name = reader.takeName();
  if (reader.sees('.')) {
    throw new UnreadableSql('it names a schema and would write beyond staging, even where that is its own database');
  }
  return name;
};

/** The name in a statement that never reaches the server: the own schema may stand before it, no other. */
export const takeOwnName = (reader: TokenReader, own: OwnNames): Token => {
  const name = reader.takeName();
  if (!reader.takeWords('.')) return name;
  if (!own.has(name.value)) throw new UnreadableSql('it names another database');
  return reader.takeName();
};

/** The own database. */
export const takeOwnDatabase = (reader: TokenReader, own: OwnNames): string => {
  const name = reader.takeName().value;
  if (!own.has(name)) throw new UnreadableSql('it names another database');
  return name;
};
