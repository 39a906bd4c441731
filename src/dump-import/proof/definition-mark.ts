import { createHash } from 'node:crypto';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteQualified } from '../../connectors/mysql/quote-name.js';

/**
 * A mark of a table's definition: columns, keys, checks, engine and options as the server shows them. The same in
 * staging and in live, and whatever number AUTO_INCREMENT has come to. Throws `MYSQL_…` codes.
 */
export const definitionMark = async (connection: MysqlConnection, schema: string, table: string): Promise<string> => {
  const [row] = await connection.query(`SHOW CREATE TABLE ${quoteQualified(schema, table)}`);
  const shown = typeof row?.['Create Table'] === 'string' ? row['Create Table'] : '';
  const plain = shown
    .replace(/ AUTO_INCREMENT=\d+(?=[^\n]*$)/, '')
    // A parent of another schema is shown with it, and staging is another one.
    .replaceAll(/( REFERENCES )`(?:[^`]|``)+`\./g, '$1');
  return createHash('sha256').update(plain).digest('hex').slice(0, 32);
};
