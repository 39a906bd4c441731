import { withConnection } from '../../connectors/mysql/open-connection.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type { Provenance } from '../../contracts/dump-import/generation.js';
import { readCurrentToken, readPreviousTokens } from '../control/tokens.js';

/**
 * The proofs of what is live and of what is kept, that one first; those of older generations went with their tables.
 * Throws `MYSQL_…` codes.
 */
export const readProofs = (mysql: MysqlSettings, pipeline: string, signal: AbortSignal): Promise<Provenance[]> =>
  withConnection(mysql, 'publisher', { signal }, async (publisher) => {
    const current = await readCurrentToken(publisher, pipeline);
    const previous = await readPreviousTokens(publisher, pipeline);
    return [current, ...previous.map(({ reading }) => reading)].flatMap((reading) =>
      reading.kind === 'read' ? [reading.provenance] : [],
    );
  });
