import { quoteName, quoteText } from '../../connectors/mysql/quote-name.js';
import { CONTROL_SCHEMA, originalSchema } from '../../contracts/dump-import/target-names.js';

/** The statements that drop the pinned state from before a database's first import; they cannot be undone. */
export const releaseOriginal = (database: string): string =>
  `DROP DATABASE ${quoteName(originalSchema(database))}; ` +
  `DELETE FROM ${quoteName(CONTROL_SCHEMA)}.${quoteName('originals')} WHERE database_name = ${quoteText(database)};`;
