import pg from 'pg';

/** Writes a name as an identifier of PostgreSQL. */
export const quoteName = (name: string): string => pg.escapeIdentifier(name);

/** Writes a qualified name: schema and table, or any other pair. */
export const quoteQualified = (schema: string, name: string): string => `${quoteName(schema)}.${quoteName(name)}`;

/** Writes a text as a literal that is correct whatever `standard_conforming_strings` says. */
export const quoteText = (text: string): string => pg.escapeLiteral(text);

/** Reads a name as the server writes it: quoted where it has to be. */
export const unquoteName = (name: string): string =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
