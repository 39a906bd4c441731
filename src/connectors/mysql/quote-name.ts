/** A name as an identifier, in backticks. */
export const quoteName = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** A qualified name: schema and table, or any other pair. */
export const quoteQualified = (schema: string, name: string): string => `${quoteName(schema)}.${quoteName(name)}`;

/** A text as a literal; right whatever `sql_mode` says about backslashes, because it holds none. */
export const quoteText = (text: string): string =>
  text.includes('\\') ? `_utf8mb4 0x${Buffer.from(text, 'utf8').toString('hex')}` : `'${text.replaceAll("'", "''")}'`;
