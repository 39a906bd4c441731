import { UnreadableSql } from '../refuse-statement.js';
import type { TokenReader } from './token-reader.js';
import type { Token } from './tokenize.js';

/** The names that mean the dump's own database: the target's, and the one in the dump's header. */
export type OwnNames = ReadonlySet<string>;

/** Takes a name that must not have a schema. */
export const takeUnqualifiedName = (reader: TokenReader): Token => {
  const name = reader.takeName();
  if (reader.sees('.')) throw new UnreadableSql('it names a schema where no dump tool does');
  return name;
};

/** A part of a statement's body that is not sent to the server. */
export interface Cut {
  readonly start: number;
  readonly end: number;
}

/**
 * Takes a name in a statement that is sent. Cuts the own schema before it, so that it means the connection's schema.
 * Throws `UnreadableSql`.
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
 * Returns the cut for `schema.name`, which are three tokens. Throws `UnreadableSql` for a schema other than the dump's
 * own.
 */
export const ownSchema = (schema: Token, dot: Token, name: Token, own: OwnNames): Cut => {
  if (!own.has(schema.value)) throw new UnreadableSql('it names another database, and would write beyond staging');
  if (schema.wrapper !== name.wrapper || dot.wrapper !== name.wrapper)
    throw new UnreadableSql('its name cannot be read');
  return { start: schema.start, end: name.start };
};

/** Takes a name in a statement that is never sent; only the own schema may precede it. */
export const takeOwnName = (reader: TokenReader, own: OwnNames): Token => {
  const name = reader.takeName();
  if (!reader.takeWords('.')) return name;
  if (!own.has(name.value)) throw new UnreadableSql('it names another database');
  return reader.takeName();
};

/** Takes the name of the own database. */
export const takeOwnDatabase = (reader: TokenReader, own: OwnNames): string => {
  const name = reader.takeName().value;
  if (!own.has(name)) throw new UnreadableSql('it names another database');
  return name;
};
