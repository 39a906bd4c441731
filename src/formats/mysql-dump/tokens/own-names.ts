import { UnreadableSql } from '../refuse-statement.js';
import type { TokenReader } from './token-reader.js';
import type { Token } from './tokenize.js';

/** The names that mean the dump's own database: the target's, and the one that the dump's header names. */
export type OwnNames = ReadonlySet<string>;

/** A name that must not name a schema. */
export const takeUnqualifiedName = (reader: TokenReader): Token => {
  const name = reader.takeName();
  if (reader.sees('.')) throw new UnreadableSql('it names a schema where no dump tool does');
  return name;
};

/** A piece of a statement's body that is not sent to the server. */
export interface Cut {
  readonly start: number;
  readonly end: number;
}

/**
 * A name in a statement that is sent: the own schema before it is cut, so that it means the schema where the connection
 * stands. Throws `UnreadableSql`.
 */
export const takeStagedName = (
  reader: TokenReader,
  own: OwnNames,
): { readonly name: Token; readonly cuts: readonly Cut[] } => {
  const schema = reader.takeName();
  const dot = reader.peek();
  if (dot?.text !== '.') return { name: schema, cuts: [] };
  reader.take();
  const name = reader.takeName();
  return { name, cuts: [ownSchema(schema, dot, name, own)] };
};

/**
 * What is cut of `schema.name`, which are three tokens. Throws `UnreadableSql` for another schema than the dump's own.
 */
export const ownSchema = (schema: Token, dot: Token, name: Token, own: OwnNames): Cut => {
  if (!own.has(schema.value)) throw new UnreadableSql('it names another database, and would write beyond staging');
  if (schema.wrapper !== name.wrapper || dot.wrapper !== name.wrapper)
    throw new UnreadableSql('its name cannot be read');
  return { start: schema.start, end: name.start };
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
