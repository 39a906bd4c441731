import type { Statement } from './classify-statement.js';
import type { ObjectDefinition } from './object-definition.js';
import { takeOwnName } from './own-names.js';
import type { OwnNames } from './own-names.js';
import { UnreadableSql } from './refuse-statement.js';
import type { TokenReader } from './token-reader.js';

const KINDS: readonly (ObjectDefinition['kind'] | 'table')[] = [
  'table',
  'view',
  'trigger',
  'procedure',
  'function',
  'event',
  'package',
];

/** DROP … IF EXISTS (of a table also without) of own tables and objects, and of the own database. Throws `UnreadableSql`. */
export const classifyDrop = (reader: TokenReader, own: OwnNames): Statement | undefined => {
  reader.take();
  const isSequence = reader.takeWords('sequence');
  if (!isSequence && (reader.takeWords('database') || reader.takeWords('schema'))) {
    requireIfExists(reader);
    const name = reader.takeName().value;
    return reader.peek() ? undefined : { kind: 'drop-database', name };
  }
  // The server keeps the names of both apart from no other's but each other's.
  const kind = isSequence ? 'table' : KINDS.find((candidate) => reader.takeWords(candidate));
  if (kind === undefined) return undefined;
  const object = kind === 'package' && reader.takeWords('body') ? 'package body' : kind;
  const mustExist = object === 'table' && !isSequence && !reader.sees('if', 'exists');
  if (!mustExist) requireIfExists(reader);
  const names: string[] = [];
  do names.push(takeOwnName(reader, own).value);
  while (reader.takeWords(','));
  return reader.peek() ? undefined : { kind: 'drop', object, names, mustExist };
};

const requireIfExists = (reader: TokenReader): void => {
  if (!reader.takeWords('if', 'exists')) throw new UnreadableSql('it lacks IF EXISTS, which every dump tool writes');
};
