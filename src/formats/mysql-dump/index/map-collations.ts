import type { StoredObject } from '../../../contracts/dump-import/stored-object.js';
import type { CharsetName } from '../session/charset-names.js';
import { charsetIn, findCharsetNames, fullCollation } from '../session/charset-names.js';
import type { DumpIndex, DumpSession, NameReplacement } from '../dump-index.js';
import { objectTokens } from '../objects/object-tokens.js';
import { blanksBeyondAscii } from '../session/session-charsets.js';
import type { DumpServer } from '../server-version.js';
import type { DatabaseDefaults } from '../database-defaults.js';

/**
 * Maps a collation (lower case) to its replacement. A key without a character set (`uca1400_ai_ci`) applies to all of
 * them.
 */
export type CollationMapping = Readonly<Record<string, string>>;

/** Returns the full name of a collation's replacement; undefined if it is not mapped. */
export const mapCollation = (mapping: CollationMapping, collation: string): string | undefined => {
  const charset = charsetIn(collation);
  const to =
    own(mapping, collation) ?? (charset === undefined ? undefined : own(mapping, collation.slice(charset.length + 1)));
  return to === undefined ? undefined : fullCollation(to, charset);
};

const own = (mapping: CollationMapping, key: string): string | undefined =>
  Object.hasOwn(mapping, key) ? mapping[key] : undefined;

/**
 * Returns the index with collations replaced: for the database, the sessions and the objects. Table statements get
 * `replacements`, which the loader applies. Strings and comments stay unchanged.
 */
export const mapIndex = (index: DumpIndex, mapping: CollationMapping, server: DumpServer): DumpIndex => {
  const mapped = (collation: string, charset?: string): string =>
    mapCollation(mapping, fullCollation(collation.toLowerCase(), charset)) ?? collation;
  const mapDefaults = ({ charset, collation }: DatabaseDefaults): DatabaseDefaults => ({
    ...(charset !== undefined && { charset }),
    ...(collation !== undefined && { collation: mapped(collation, charset) }),
  });
  const mapSession = (session: DumpSession): DumpSession => ({
    ...session,
    ...(session.collation !== undefined && { collation: mapped(session.collation, session.names) }),
    // Rows that are unique under the dump's collation may not be unique under another.
    uniqueChecks: true,
  });
  const mapObject = (object: StoredObject): StoredObject => {
    const { collationConnection } = object.session;
    return {
      ...object,
      sql: replaceNames(Buffer.from(object.sql, 'latin1'), 0, objectReplacements(object, mapping, server)).toString(
        'latin1',
      ),
      session: {
        ...object.session,
        ...(collationConnection !== undefined && { collationConnection: mapped(collationConnection) }),
      },
    };
  };
  return {
    ...index,
    ...mapDefaults(index),
    ...(index.left && { left: mapDefaults(index.left) }),
    sessions: index.sessions.map(mapSession),
    objects: index.objects.map(mapObject),
  };
};

/**
 * Returns the statement with the names at `replacements` (offsets in the dump) replaced; `start` is the statement's
 * offset.
 */
export const replaceNames = (body: Buffer, start: number, replacements: readonly NameReplacement[] = []): Buffer => {
  if (replacements.length === 0) return body;
  const pieces: Buffer[] = [];
  let at = 0;
  for (const replacement of replacements) {
    pieces.push(body.subarray(at, replacement.start - start), Buffer.from(replacement.name, 'latin1'));
    at = replacement.end - start;
  }
  return Buffer.concat([...pieces, body.subarray(at)]);
};

/**
 * Returns the character sets and collations that an object's definition names, as the server reads it. Throws
 * OBJECT_INVALID.
 */
export const findObjectNames = ({ sql, session }: StoredObject, server: DumpServer): CharsetName[] =>
  findCharsetNames(
    objectTokens(sql, session.sqlMode, { server, blanks: blanksBeyondAscii(session.characterSetClient) }),
  );

const objectReplacements = (object: StoredObject, mapping: CollationMapping, server: DumpServer): NameReplacement[] =>
  findObjectNames(object, server).flatMap(({ kind, name, start, end }) => {
    const to = kind === 'collation' ? mapCollation(mapping, name) : undefined;
    return to === undefined ? [] : [{ start, end, name: to }];
  });
