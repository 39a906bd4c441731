import { refuseStatement, UnreadableSql } from './refuse-statement.js';
import { isName } from './token-reader.js';
import type { TokenReader } from './token-reader.js';

export type AssignedValue =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'default' }
  /** `@@x` */
  | { readonly kind: 'system'; readonly name: string }
  /** `@x` */
  | { readonly kind: 'user'; readonly name: string };

export type Assignment =
  | { readonly target: 'names'; readonly charset: string; readonly collation?: string }
  | { readonly target: 'system' | 'user'; readonly name: string; readonly value: AssignedValue };

/** Names are in lower case. */
const SESSION_SCOPES = new Set(['session', 'local']);
const WIDER_SCOPES = new Set(['global', 'persist', 'persist_only']);

/** The assignments of a SET statement whose `SET` was taken. Throws DUMP_STATEMENT_REFUSED and `UnreadableSql`. */
export const readAssignments = (reader: TokenReader, line: number): Assignment[] => {
  const assignments: Assignment[] = [];
  do assignments.push(readAssignment(reader, line));
  while (reader.takeWords(','));
  if (reader.peek()) throw new UnreadableSql('it assigns more than a plain value');
  return assignments;
};

const readAssignment = (reader: TokenReader, line: number): Assignment => {
  if (reader.sees('@') && !reader.sees('@', '@')) {
    reader.take();
    const name = takeUserName(reader);
    takeEquals(reader);
    return { target: 'user', name, value: readValue(reader) };
  }
  if (reader.sees('names') && reader.peek(1)?.text !== '=') return readNames(reader);
  const { name, wider } = readSystemName(reader);
  // The only settings beyond the session that dump tools write; they never reach the server.
  const isPosition = name === 'gtid_purged' || name === 'gtid_slave_pos';
  if (wider && !isPosition) throw refuseStatement(line, 'SET GLOBAL', 'it would change the whole server');
  takeEquals(reader);
  if (isPosition) return { target: 'system', name, value: readStrings(reader) };
  return { target: 'system', name, value: readValue(reader) };
};

/** `x`, `SESSION x`, `@@x`, `@@SESSION.x`, and LOCAL, GLOBAL, PERSIST likewise. */
const readSystemName = (reader: TokenReader): { readonly name: string; readonly wider: boolean } => {
  const dotted = reader.takeWords('@', '@');
  const first = reader.takeName();
  const scope = first.kind === 'word' ? first.text : '';
  const scoped =
    (SESSION_SCOPES.has(scope) || WIDER_SCOPES.has(scope)) &&
    (dotted ? reader.takeWords('.') : isName(reader.peek()));
  const name = scoped ? reader.takeName() : first;
  return { name: name.value.toLowerCase(), wider: scoped && WIDER_SCOPES.has(scope) };
};

const readNames = (reader: TokenReader): Assignment => {
  reader.take();
  const charset = takeText(reader);
  if (charset === undefined || charset.toLowerCase() === 'default') {
    throw new UnreadableSql('it sets names to an unknown character set');
  }
  if (!reader.takeWords('collate')) return { target: 'names', charset };
  const collation = takeText(reader);
  if (collation === undefined) throw new UnreadableSql('its collation is missing');
  return { target: 'names', charset, collation };
};

const readValue = (reader: TokenReader): AssignedValue => {
  if (reader.sees('@', '@')) return { kind: 'system', name: readSystemName(reader).name };
  if (reader.takeWords('@')) return { kind: 'user', name: takeUserName(reader) };
  if (reader.takeWords('default')) return { kind: 'default' };
  const text = takeText(reader);
  if (text === undefined) throw new UnreadableSql('it assigns more than a plain value');
  return { kind: 'literal', text };
};

/** `'+' 'uuid:1-3'`: only strings. */
const readStrings = (reader: TokenReader): AssignedValue => {
  while (reader.peek()?.kind === 'string') reader.take();
  return { kind: 'default' };
};

const takeText = (reader: TokenReader): string | undefined => {
  const token = reader.peek();
  if (!token || token.kind === 'punct') return undefined;
  reader.take();
  return token.value;
};

const takeUserName = (reader: TokenReader): string => {
  const token = reader.take();
  if (!token || token.kind === 'punct') throw new UnreadableSql('it names no variable');
  return token.value.toLowerCase();
};

const takeEquals = (reader: TokenReader): void => {
  if (!reader.takeWords('=') && !reader.takeWords(':', '=')) throw new UnreadableSql('it assigns nothing');
};
