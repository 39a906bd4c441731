import { quoteName } from '../../contracts/connections/mysql-name.js';

export { quoteName };

/** Writes a qualified name: schema and table, or any other pair. */
export const quoteQualified = (schema: string, name: string): string => `${quoteName(schema)}.${quoteName(name)}`;

/** Writes a text as a literal that is correct under every `sql_mode`, because it has no backslash. */
export const quoteText = (text: string): string =>
  text.includes('\\') ? `_utf8mb4 0x${Buffer.from(text, 'utf8').toString('hex')}` : `'${text.replaceAll("'", "''")}'`;
