import { withConnection } from '../../connectors/mysql/open-connection.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type { TokenReading } from '../control/tokens.js';
import { readCurrentToken } from '../control/tokens.js';

/**
 * Reads what is live from the record beside the data. Throws only `MYSQL_…` codes; an unreadable record is a result.
 */
export const readCurrentGeneration = (mysql: MysqlSettings, pipeline: string): Promise<TokenReading> =>
  withConnection(mysql, 'publisher', {}, (publisher) => readCurrentToken(publisher, pipeline));
