import { join } from 'node:path';
import type { StartOnce } from '../../contracts/access/start-once.js';
import { dumpName } from '../../contracts/database-sync/dump-name.js';
import type { DatabaseSyncDeps } from './database-sync-deps.js';
import type { UploadedDump } from './receive-import.js';

export interface KeptDump {
  readonly file: string;
  /** Whether it is here by this request: a repeat finds that of the first. */
  readonly isNew: boolean;
}

/**
 * Makes a dump of an upload, under a name that no other has: the sender's, and the time.
 *
 * With an idempotency key the name has the id of the start, too. So the dump of a request that comes again, whose
 * answer was lost or which was refused, has the name that the run was started with, if it was: both sent the same
 * bytes (`startOnce`). An upload that was not kept stays one, and is discarded by the caller.
 */
export const keepUpload = async (
  { upload, compressed, called = '' }: UploadedDump,
  { dumps, dumpFolder, uploads }: Pick<DatabaseSyncDeps, 'dumps' | 'dumpFolder' | 'uploads'>,
  once?: StartOnce,
): Promise<KeptDump> => {
  const given = called.replace(/^.*[\\/]/, '').replace(/\.(?:sql|gz|dump|txt|backup)(?=\.|$)/gi, '');
  const stem = given === '' ? 'upload' : given;
  if (once === undefined) {
    for (let at = Date.now(); ; at += 1_000) {
      const file = dumpName(stem, new Date(at), compressed);
      if (await uploads.moveTo(upload, join(dumpFolder, file))) return { file, isNew: true };
    }
  }
  const nameOf = (begin: string) => dumpName(`${begin}-${once.id.slice(0, 8)}`, new Date(once.since), compressed);
  // A repeat may call its file otherwise.
  const end = nameOf('').slice(1);
  const first = (await dumps.list()).find(({ name }) => name.endsWith(end));
  if (first !== undefined) return { file: first.name, isNew: false };
  const file = nameOf(stem.slice(0, MOST_OF_STEM));
  return { file, isNew: await uploads.moveTo(upload, join(dumpFolder, file)) };
};

/** So that the id is in the name. */
const MOST_OF_STEM = 80;
