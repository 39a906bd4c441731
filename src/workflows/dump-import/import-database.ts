import type { RemoteArchive } from '../../contracts/dump-import/archive.js';
import { codeOf } from '../run/failures.js';
import type { HostProxies } from './proxies.js';
import type { RunLog } from '../run/run-log.js';
import type { ImportStages } from './import-stages.js';

export interface DatabaseImport {
  readonly pipeline: string;
  readonly runId: string;
  readonly attempt: number;
  readonly archive: RemoteArchive;
  /** A folder of the host that has it. @default the pipeline's source */
  readonly from?: string;
}

/** Takes one database from its archive to proved rows in staging. */
export const importDatabase = async (
  host: HostProxies,
  stages: ImportStages,
  log: RunLog,
  request: DatabaseImport,
): Promise<void> => {
  const { database, filename } = request.archive;
  stages.reach(database, 'downloading');
  const fetched = await host.transfer.fetchArchive.executeWithOptions({ summary: filename }, [
    { ...request, again: false },
  ]);
  stages.reach(database, 'extracting', filename);
  const { dump, checksum } = await stageTwiceAtMost(host, log, request, fetched.checksum);
  stages.reach(database, 'importing', dump.entry);
  // Runs of 0.2.0 do not have this field and always load.
  if (dump.loaded !== true)
    await host.load.loadDump.executeWithOptions({ summary: `load ${database}` }, [{ ...request, checksum }]);
  await host.load.proveDatabase.executeWithOptions({ summary: `prove ${database}` }, [{ ...request, checksum }]);
  stages.reach(database, 'proved', database);
};

/** Fetches a corrupt archive a second time: only if it is corrupt again is the source at fault, and the error final. */
const stageTwiceAtMost = async (host: HostProxies, log: RunLog, request: DatabaseImport, fetched: string) => {
  const { filename } = request.archive;
  const stage = (checksum: string) =>
    host.stage.stageDump.executeWithOptions({ summary: `unpack, scan and load ${filename}` }, [
      { ...request, checksum },
    ]);
  try {
    return { dump: await stage(fetched), checksum: fetched };
  } catch (error) {
    if (codeOf(error) !== 'ARCHIVE_CORRUPT') throw error;
    await log.warn('extract', `Cannot extract "${filename}": fetching it again`);
    const again = await host.transfer.fetchArchive.executeWithOptions({ summary: `${filename}, once more` }, [
      { ...request, again: true },
    ]);
    return { dump: await stage(again.checksum), checksum: again.checksum };
  }
};
