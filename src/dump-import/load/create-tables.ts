import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import { stagingSchema } from '../../contracts/dump-import/target-names.js';
import { deferKeys } from '../../formats/mysql-dump/tables/defer-keys.js';
import type { DumpIndex, DumpSession } from '../../formats/mysql-dump/dump-index.js';
import { quotingModes } from '../../formats/mysql-dump/sql-modes.js';
import { createSchema, dropSchema } from '../drop-schema.js';
import type { ForwardRequest } from './forward-statements.js';
import { forwardStatements } from './forward-statements.js';
import { LoadClock } from './connections/load-clock.js';
import type { TablePlan } from './load-plan.js';

export interface StagingRequest {
  readonly database: string;
  readonly index: Pick<DumpIndex, 'charset' | 'collation'>;
  /** Used if the dump does not state it. */
  readonly charset?: string;
}

/** Drops the staging schema and creates it again, empty, with the dump's defaults. */
export const recreateStaging = async (loader: MysqlConnection, request: StagingRequest): Promise<void> => {
  const schema = stagingSchema(request.database);
  const charset = request.index.charset ?? request.charset;
  await dropSchema(loader, schema, 'Cannot empty the staging schema');
  await createSchema(
    loader,
    schema,
    { charset, collation: request.index.collation },
    'Cannot create the staging schema',
  );
  await loader.execute(`USE ${quoteName(schema)}`);
};

/** Creates what is to be loaded, in the dump's order; returns, by table, the statement that adds the deferred keys. */
export const createTables = async (
  loader: MysqlConnection,
  request: Pick<ForwardRequest, 'dumpFile' | 'index' | 'signal'>,
  plan: readonly TablePlan[],
  server: ServerFacts,
): Promise<ReadonlyMap<string, Buffer>> => {
  const planned = new Map(plan.map((one) => [one.table, one]));
  const keys = new Map<string, Buffer>();
  for (const table of request.index.tables) {
    const own = planned.get(table.name);
    if (own === undefined) continue;
    const withoutKeys = (body: Buffer, session: DumpSession): Buffer => {
      const deferred = own.deferKeys ? deferKeys(body, { ...quotingModes(session.sqlMode), server }) : undefined;
      if (deferred === undefined) return body;
      keys.set(table.name, deferred.alter);
      return deferred.create;
    };
    await forwardStatements(loader, {
      ...request,
      table,
      clock: new LoadClock(),
      kinds: ['create'],
      onBytes: () => undefined,
      change: withoutKeys,
    });
  }
  return keys;
};
