import { refuseStatement, UnreadableSql } from '../refuse-statement.js';
import { isName } from '../tokens/token-reader.js';
import type { TokenReader } from '../tokens/token-reader.js';

export type AssignedValue =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'default' }
  /** `@@x` */
  | { readonly kind: 'system'; readonly name: string }
  /** `@x` */
  | { readonly kind: 'user'; readonly name: string }
  /** `IFNULL(@x, y)`, `IF(@x IS NULL, y, @x)` */
  | { readonly kind: 'fallback'; readonly name: string; readonly otherwise: string };

export type Assignment =
  | { readonly target: 'names'; readonly charset: string; readonly collation?: string }
  /** Its isolation level. */
  | { readonly target: 'transaction' }
  | { readonly target: 'system' | 'user'; readonly name: string; readonly value: AssignedValue };

/** Names are in lower case. */
const SESSION_SCOPES = new Set(['session', 'local']);
const WIDER_SCOPES = new Set(['global', 'persist', 'persist_only']);

/**
 * Reads the assignments of a SET statement, after `SET` was taken. Throws DUMP_STATEMENT_REFUSED and `UnreadableSql`.
 */
export const readAssignments = (reader: TokenReader, line: number): Assignment[] => {
  const isolation = readIsolation(reader, line);
  if (isolation) return [isolation];
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
  // Treated like SET NAMES, except that the database's own character set may lack some letters.
  if (reader.sees('character', 'set') || (reader.sees('charset') && reader.peek(1)?.text !== '=')) {
    if (reader.sees('character')) reader.take();
    return readNames(reader);
  }
  const { name, wider } = readSystemName(reader);
  // The only settings beyond the session that dump tools write; they are never sent.
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
    (SESSION_SCOPES.has(scope) || WIDER_SCOPES.has(scope)) && (dotted ? reader.takeWords('.') : isName(reader.peek()));
  const name = scoped ? reader.takeName() : first;
  return { name: name.value.toLowerCase(), wider: scoped && WIDER_SCOPES.has(scope) };
};

/** `SET [SESSION] TRANSACTION ISOLATION LEVEL …[, READ WRITE]`: the level does not affect inserted rows. */
const readIsolation = (reader: TokenReader, line: number): Assignment | undefined => {
  const ahead = reader.sees('transaction')
    ? 0
    : reader.peek(1)?.text === 'transaction' && reader.peek()?.kind === 'word'
      ? 1
      : -1;
  const next = reader.peek(ahead + 1)?.text ?? '';
  if (ahead < 0 || (next !== 'isolation' && next !== 'read')) return undefined;
  const scope = ahead === 1 ? (reader.take()?.text ?? '') : 'session';
  if (WIDER_SCOPES.has(scope)) throw refuseStatement(line, 'SET GLOBAL', 'it would change the whole server');
  if (!SESSION_SCOPES.has(scope)) return undefined;
  reader.take();
  do {
    const isKnown =
      reader.takeWords('read', 'write') ||
      (reader.takeWords('isolation', 'level') &&
        (reader.takeWords('read', 'committed') ||
          reader.takeWords('read', 'uncommitted') ||
          reader.takeWords('repeatable', 'read') ||
          reader.takeWords('serializable')));
    if (!isKnown) throw new UnreadableSql('it sets more of a transaction than its isolation level');
  } while (reader.takeWords(','));
  if (reader.peek()) throw new UnreadableSql('it assigns more than a plain value');
  return { target: 'transaction' };
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
  const fallback = readFallback(reader);
  if (fallback) return fallback;
  if (reader.takeWords('default')) return { kind: 'default' };
  const text = takeText(reader);
  if (text === undefined) throw new UnreadableSql('it assigns more than a plain value');
  return { kind: 'literal', text };
};

/** HeidiSQL's way to restore a setting that it may not have saved. */
const readFallback = (reader: TokenReader): AssignedValue | undefined => {
  if (reader.takeWords('ifnull', '(', '@') || reader.takeWords('coalesce', '(', '@')) {
    const name = takeUserName(reader);
    const otherwise = reader.takeWords(',') ? takeText(reader) : undefined;
    if (otherwise === undefined || !reader.takeWords(')'))
      throw new UnreadableSql('it assigns more than a plain value');
    return { kind: 'fallback', name, otherwise };
  }
  if (!reader.takeWords('if', '(', '@')) return undefined;
  const name = takeUserName(reader);
  const otherwise = reader.takeWords('is', 'null', ',') ? takeText(reader) : undefined;
  if (
    otherwise === undefined ||
    !reader.takeWords(',', '@') ||
    takeUserName(reader) !== name ||
    !reader.takeWords(')')
  ) {
    throw new UnreadableSql('it assigns more than a plain value');
  }
  return { kind: 'fallback', name, otherwise };
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
