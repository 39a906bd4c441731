import type { ConnectionSettings } from '../../contracts/connections/connection.js';
import { connectionsOf } from '../../contracts/connections/connection.js';
import { isThisMachine } from '../../contracts/database-sync/destination.js';
import type { PipelineSettings } from '../../contracts/kinds.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import type { StoreSettings } from '../../contracts/settings.js';
import type { Problems } from '../document/problems.js';

/** Of two sockets nobody knows whether they are one server's. */
const isLocalAddress = (host: string): boolean => isThisMachine(host) && !host.startsWith('/');

/** Adds the pipelines that rename the database in which the runs are kept, as far as its address tells it. */
export const checkStorePlace = (
  pipelines: readonly PipelineSettings[],
  connections: readonly ConnectionSettings[],
  store: StoreSettings,
  problems: Problems,
): void => {
  if (store.kind !== 'postgres') return;
  const holds = connectionsOf({ connections }, 'postgres').filter(
    ({ database, address }) =>
      database === store.database &&
      address.port === store.address.port &&
      (address.host === store.address.host || [address, store.address].every(({ host }) => isLocalAddress(host))),
  );
  for (const { name, publish, destination } of pipelinesOf({ pipelines }, 'database-sync')) {
    if (publish !== 'database' || !holds.some((each) => each.name === destination)) continue;
    problems.add(
      ['pipelines', name, 'publish'],
      `must not be "database": the runs are kept in "${destination ?? ''}", which would be renamed; set store.url to another database`,
    );
  }
};
