import type { StoredObject } from '../../../contracts/dump-import/stored-object.js';
import type { CharsetName } from '../session/charset-names.js';
import { charsetIn, findCharsetNames, fullCollation } from '../session/charset-names.js';
import type { DumpIndex, DumpSession, NameReplacement } from '../dump-index.js';
import { objectTokens } from '../objects/object-tokens.js';
import { blanksBeyondAscii } from '../session/session-charsets.js';
import type { DumpServer } from '../server-version.js';
import type { DatabaseDefaults } from '../database-defaults.js';

/**
 * By collation, in lower case, the one that takes its place. A key without a character set (`uca1400_ai_ci`) is for all
 * of them.
 */
export type CollationMapping = Readonly<Record<string, string>>;

/** The collation that takes the place of another, by its whole name; undefined where it stays. */
export const mapCollation = (mapping: CollationMapping, collation: string): string | undefined => {
  const charset = charsetIn(collation);
  const to =
    own(mapping, collation) ?? (charset === undefined ? undefined : own(mapping, collation.slice(charset.length + 1)));
  return to === undefined ? undefined : fullCollation(to, charset);
};

const own = (mapping: CollationMapping, key: string): string | undefined =>
  Object.hasOwn(mapping, key) ? mapping[key] : undefined;

/**
 * The index of a dump whose collations give way to others: of the database, the sessions and the objects. What table
 * statements hold stands in their `replacements`, which the loader applies. Nothing in strings and comments changes.
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
    // Rows that were unique under the dump's collation need not be so under another.
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
 * The statement with other names in the places that `replacements` names, which are those of the dump; `start` is the
 * statement's.
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
 * The character sets and collations that an object's definition names, as the server reads it. Throws OBJECT_INVALID.
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
