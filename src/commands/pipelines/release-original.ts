import { quoteName, quoteText } from '../../connectors/mysql/quote-name.js';
import { CONTROL_SCHEMA, originalSchema } from '../../contracts/dump-import/target-names.js';

/** The statements that end the pinning of what was in a database before its first import; they cannot be taken back. */
export const releaseOriginal = (database: string): string =>
  `DROP DATABASE ${quoteName(originalSchema(database))}; ` +
  `DELETE FROM ${quoteName(CONTROL_SCHEMA)}.${quoteName('originals')} WHERE database_name = ${quoteText(database)};`;
