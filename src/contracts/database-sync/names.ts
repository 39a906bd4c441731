import type { KindNames } from '../kind-names.js';
import type { DatabaseSyncInput, SyncRollbackInput } from './input.js';
import { endsOf } from './input.js';

export const DATABASE_SYNC: KindNames<DatabaseSyncInput | SyncRollbackInput> = {
  workflow: 'databaseSync',
  title: 'copy a database',
  jobs: true,
  actions: { rollback: { workflow: 'databaseSyncRollback', title: 'roll back a database' } },
  remarks: (input) => {
    const { source, destination, file } = endsOf(input);
    return [
      ...(source === undefined && file === undefined ? [] : [`from ${file ?? source ?? ''}`]),
      ...(destination === undefined ? [] : [`into ${destination}`]),
    ];
  },
};

/** The pipeline of runs that name their databases themselves, where none of the name is configured. */
export const STANDARD_DATABASE_SYNC = 'databases';
