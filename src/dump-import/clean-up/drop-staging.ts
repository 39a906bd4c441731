import { stagingSchema } from '../../contracts/dump-import/target-names.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { forgetLoadedTables } from '../control/loaded-tables.js';
import { dropNextToken } from '../control/tokens.js';
import { forgetStagedDatabase } from '../control/staged-databases.js';
import { takeEpoch, WHOLE_PIPELINE } from '../control/take-epoch.js';
import { dropSchema } from '../drop-schema.js';

/**
 * Ends every writer of the pipeline's earlier epochs and drops the staging that they filled. Live schemas are not
 * touched.
 */
export const dropStaging = async (
  mysql: MysqlSettings,
  request: { readonly pipeline: string; readonly runId: string; readonly databases: readonly string[] },
): Promise<void> => {
  const epoch = await takeEpoch(mysql, { ...request, scope: WHOLE_PIPELINE });
  try {
    const loader = await epoch.open('loader');
    for (const database of request.databases) {
      await forgetStagedDatabase(epoch.publisher, request.pipeline, database);
      await forgetLoadedTables(epoch.publisher, request.pipeline, database);
      await dropSchema(loader, stagingSchema(database));
    }
    await dropNextToken(epoch.publisher, request.pipeline, epoch.number);
  } finally {
    await epoch.close();
  }
};
