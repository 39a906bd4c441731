import { StevedoreError } from '../../contracts/errors.js';
import type { DatabaseSyncDeps, SyncDatabase } from './database-sync-deps.js';

/** Throws CONNECTION_UNKNOWN. */
export const findDatabase = ({ databases }: Pick<DatabaseSyncDeps, 'databases'>, name: string): SyncDatabase => {
  const found = databases.find(({ connection }) => connection.name === name);
  if (found !== undefined) return found;
  const known = databases.map(({ connection }) => `"${connection.name}"`).join(', ');
  throw new StevedoreError(
    'CONNECTION_UNKNOWN',
    `Cannot find the database "${name.slice(0, 100)}": ${known === '' ? 'the configuration names none' : `there is ${known}`}`,
  );
};
