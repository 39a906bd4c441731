import type { Statement, StatementContext } from './statement.js';
import type { ObjectDefinition } from '../objects/object-definition.js';
import { takeOwnDatabase, takeOwnName } from '../tokens/own-names.js';
import { UnreadableSql } from '../refuse-statement.js';
import type { TokenReader } from '../tokens/token-reader.js';

const KINDS: readonly (ObjectDefinition['kind'] | 'table')[] = [
  'table',
  'view',
  'trigger',
  'procedure',
  'function',
  'event',
  'package',
];

/** Classifies DROP … IF EXISTS of own tables and objects, and of the own database. Throws `UnreadableSql`. */
export const classifyDrop = (
  reader: TokenReader,
  { own, adopts }: Pick<StatementContext, 'own' | 'adopts'>,
): Statement | undefined => {
  reader.take();
  const isSequence = reader.takeWords('sequence');
  if (!isSequence && (reader.takeWords('database') || reader.takeWords('schema'))) {
    requireIfExists(reader);
    // The CREATE DATABASE that follows names the dump's own.
    if (adopts) reader.takeName();
    else takeOwnDatabase(reader, own);
    return reader.peek() ? undefined : { kind: 'drop-database' };
  }
  // Tables and sequences share one set of names.
  const kind = isSequence ? 'table' : KINDS.find((candidate) => reader.takeWords(candidate));
  if (kind === undefined) return undefined;
  const object = kind === 'package' && reader.takeWords('body') ? 'package body' : kind;
  const ifExists = kind === 'table' ? reader.takeWords('if', 'exists') : requireIfExists(reader);
  const names: string[] = [];
  do names.push(takeOwnName(reader, own).value);
  while (reader.takeWords(','));
  if (!reader.takeWords('cascade')) reader.takeWords('restrict');
  return reader.peek() ? undefined : { kind: 'drop', object, ifExists, names };
};

const requireIfExists = (reader: TokenReader): true => {
  if (!reader.takeWords('if', 'exists')) throw new UnreadableSql('it has no IF EXISTS, which every dump tool writes');
  return true;
};
