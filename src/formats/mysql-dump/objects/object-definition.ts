import { StevedoreError } from '../../../contracts/errors.js';
import type { ObjectKind, ObjectSession, StoredObject } from '../../../contracts/dump-import/stored-object.js';
import { checkCallerRights } from './caller-rights.js';
import type { OwnNames } from '../tokens/own-names.js';
import { UnreadableSql } from '../refuse-statement.js';
import { decodeName } from '../session/session-charsets.js';
import { quotingModes } from '../sql-modes.js';
import { isName, TokenReader } from '../tokens/token-reader.js';
import type { Lexing, Token, Wrapper } from '../tokens/tokenize.js';

export { renameSchemas } from './rename-schemas.js';
export { withEventStatus } from './event-status.js';

/** A CREATE of a view, trigger, routine, event or package. Names hold one character per byte. */
export interface ObjectDefinition {
  readonly kind: ObjectKind;
  readonly name: string;
  /** For a trigger: its table. */
  readonly table?: string;
  /** As in `StoredObject.sql`. */
  readonly sql: string;
  readonly definer?: string;
  /** For a trigger: when it fires. */
  readonly fires?: Fires;
  /** For an object of a dump: every name after its own, once each. */
  readonly mentions?: readonly string[];
}

interface Fires {
  readonly before: boolean;
  /** `insert`, `update`, `delete`; MariaDB 12 allows several. */
  readonly events: readonly string[];
}

/**
 * Reads an object from its CREATE statement, as `SHOW CREATE …` returns it. Removes the definer and keeps all other
 * bytes. Returns undefined if the statement creates no such object. Throws OBJECT_INVALID if it cannot be read.
 */
export const parseObjectDefinition = (bytes: Buffer, session: ObjectSession): StoredObject | undefined => {
  try {
    const definition = readObjectDefinition(bytes, quotingModes(session.sqlMode));
    return definition && toStoredObject(definition, session);
  } catch (error) {
    if (!(error instanceof UnreadableSql)) throw error;
    throw new StevedoreError('OBJECT_INVALID', `read definition: ${error.message}`, { cause: error });
  }
};

/** Throws `UnreadableSql` if a name is invalid in the session's character set. */
export const toStoredObject = (definition: ObjectDefinition, session: ObjectSession): StoredObject => {
  const decode = (name: string) => decodeName(name, session.characterSetClient);
  return {
    kind: definition.kind,
    name: decode(definition.name),
    ...(definition.table !== undefined && { table: decode(definition.table) }),
    sql: definition.sql,
    session,
    ...(definition.definer !== undefined && { definer: decode(definition.definer) }),
  };
};

/**
 * Reads an object from its CREATE statement; undefined if the statement creates no such object. Throws `UnreadableSql`.
 *
 * With `own`, the definition comes from a dump. A schema before its name or its trigger's table must then be the dump's
 * own; it is removed, so that the object is created in the connection's schema. Definitions that could do more with a
 * caller's rights are refused.
 */
export const readObjectDefinition = (
  body: Buffer,
  lexing: Lexing,
  own?: { readonly names: OwnNames; readonly neighbours: OwnNames },
): ObjectDefinition | undefined => {
  const reader = new TokenReader(body, lexing);
  if (!reader.takeWords('create')) return undefined;
  const definer = takeHeader(reader);
  const kind = takeKind(reader);
  if (kind === undefined) return undefined;
  reader.takeWords('if', 'not', 'exists');
  const name = takePossiblyQualified(reader);
  const table = kind === 'trigger' ? takeTriggerTable(reader) : undefined;
  // A function from a shared library on the server.
  if (kind === 'function' && reader.sees('returns') && reader.peek(2)?.text === 'soname') return undefined;
  const rest = reader.rest();
  const qualifiers = [name.qualifier, table?.qualifier].filter((qualifier) => qualifier !== undefined);
  if (own) {
    if (qualifiers.some(({ schema }) => !own.names.has(schema))) throw new UnreadableSql('it names another database');
    const whole = new TokenReader(body, lexing).rest();
    const read = definer ? whole.filter(({ start }) => start < definer.start || start >= definer.end) : whole;
    checkCallerRights(read, new Set([...own.names, ...own.neighbours]));
  }
  if (kind === 'view' && rest.some((token) => token.text === ';')) {
    throw new UnreadableSql('it holds more than one statement before its delimiter');
  }
  const wrappers = reader.wrappers.filter(({ open }) => open < name.token.start);
  return {
    kind,
    name: name.token.value,
    ...(table && { table: table.token.value, fires: table.fires }),
    ...(own && { mentions: [...new Set(rest.filter(isName).map(({ value }) => value))] }),
    sql: cut(body, [...wrappers.flatMap(wrapperCuts), ...(definer ? [definer] : []), ...(own ? qualifiers : [])]),
    ...(definer && { definer: definer.text }),
  };
};

interface Cut {
  readonly start: number;
  readonly end: number;
}

/** Takes what may come between CREATE and the kind; returns the place of the DEFINER clause. */
const takeHeader = (reader: TokenReader): (Cut & { readonly text: string }) | undefined => {
  let definer: (Cut & { readonly text: string }) | undefined;
  for (;;) {
    const start = reader.peek()?.start ?? 0;
    if (reader.takeWords('definer', '=')) definer = { start, ...takeUser(reader) };
    else if (reader.takeWords('algorithm', '=') || reader.takeWords('sql', 'security')) reader.takeName();
    else if (!reader.takeWords('or', 'replace') && !reader.takeWords('aggregate')) return definer;
  }
};

/** `user`@`host`, CURRENT_USER, CURRENT_USER(), or a role. */
const takeUser = (reader: TokenReader): { readonly end: number; readonly text: string } => {
  let last = reader.take();
  if (!last || last.kind === 'punct') throw new UnreadableSql('its definer cannot be read');
  let text = last.value;
  if (reader.sees('(', ')')) {
    reader.take();
    last = reader.take();
  } else if (reader.takeWords('@')) {
    last = reader.take();
    text += `@${last?.value ?? ''}`;
    // An unquoted host with dots or dashes.
    for (let next = reader.peek(); last && next && next.start === last.end; next = reader.peek()) {
      last = reader.take();
      text += next.value;
    }
  }
  if (!last) throw new UnreadableSql('its definer cannot be read');
  return { end: last.end, text };
};

const takeKind = (reader: TokenReader): ObjectKind | undefined => {
  if (reader.takeWords('package', 'body')) return 'package body';
  const kinds = ['view', 'trigger', 'procedure', 'function', 'event', 'package'] as const;
  return kinds.find((kind) => reader.takeWords(kind));
};

interface PossiblyQualified {
  readonly token: Token;
  readonly qualifier?: Cut & { readonly schema: string };
}

const takeTriggerTable = (reader: TokenReader): PossiblyQualified & { readonly fires: Fires } => {
  // BEFORE or AFTER, then INSERT, UPDATE or DELETE (MariaDB 12 allows several).
  const words: string[] = [];
  while (words.length < 8 && !reader.sees('on')) words.push(reader.take()?.text ?? '');
  if (!reader.takeWords('on')) throw new UnreadableSql('its table cannot be read');
  return { ...takePossiblyQualified(reader), fires: { before: words[0] === 'before', events: words } };
};

const takePossiblyQualified = (reader: TokenReader): PossiblyQualified => {
  const first = reader.takeName();
  if (!reader.takeWords('.')) return { token: first };
  const token = reader.takeName();
  if (token.wrapper !== first.wrapper) throw new UnreadableSql('its name cannot be read');
  return { token, qualifier: { start: first.start, end: token.start, schema: first.value } };
};

const wrapperCuts = ({ open, openEnd, close }: Wrapper): Cut[] => [
  { start: open, end: openEnd },
  { start: close, end: close + 2 },
];

/** Returns the bytes without the cuts; a blank keeps apart what a cut separated. */
const cut = (body: Buffer, cuts: readonly Cut[]): string => {
  let sql = '';
  let at = 0;
  for (const { start, end } of [...cuts].sort((a, b) => a.start - b.start)) {
    sql += body.toString('latin1', at, start);
    at = end;
    if (end < body.length && !/\s$/.test(sql) && !/[ \t\r\n]/.test(body.toString('latin1', end, end + 1))) sql += ' ';
  }
  return (sql + body.toString('latin1', at)).replace(/^[ \t\r\n]+/, '');
};
