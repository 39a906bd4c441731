import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import type { DatabaseProof } from '../../src/contracts/dump-import/proof.js';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import { indexDump } from './index-dump.js';
import { checkStaged } from '../../src/dump-import/guards/check-staged.js';
import type { LoadReport, LoadRequest } from '../../src/dump-import/load/load-dump.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import { stageDatabase } from '../../src/dump-import/load/stage-database.js';
import type { PublishResult } from '../../src/dump-import/publish/publish-generation.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import type { DumpIndex } from '../../src/formats/mysql-dump/dump-index.js';
import { archiveOf } from './archive-of.js';
import { temporaryFolder } from './temporary-folder.js';

export interface LoadDumpFileRequest extends Pick<LoadRequest, 'dumpFile'>, Partial<Omit<LoadRequest, 'dumpFile'>> {
  readonly settings: DumpImportSettings;
  readonly runId: string;
}

export interface LoadedDumpFile {
  readonly index: DumpIndex;
  readonly report: LoadReport;
  readonly proof: DatabaseProof;
}

const quiet = () => undefined;

/** The index of a dump, whose files go with the test file's other folders. */
export const indexDumpFile = (
  mysql: MysqlSettings,
  settings: DumpImportSettings,
  dumpFile: string,
  database = firstDatabase(settings),
): Promise<DumpIndex> => indexDump(mysql, settings, { database, directory: temporaryFolder('index'), dumpFile });

const firstDatabase = ({ databases, name }: DumpImportSettings): string => {
  if (databases[0] === undefined) throw new Error(`The pipeline "${name}" has no database`);
  return databases[0].name;
};

/** Reads, loads and proves a dump into staging, as a run does; by default for the pipeline's first database. */
export const loadDumpFile = async (mysql: MysqlSettings, request: LoadDumpFileRequest): Promise<LoadedDumpFile> => {
  const { settings, database = firstDatabase(settings), dumpFile, runId, attempt = 1, ...rest } = request;
  const index = request.index ?? (await indexDumpFile(mysql, settings, dumpFile, database));
  const common = { pipeline: settings.name, runId, attempt, index, onProgress: quiet };
  const report = await loadDump(mysql, { connections: 2, afterLoad: [], ...rest, ...common, database, dumpFile });
  const { warnings } = report;
  const proof = await stageDatabase(mysql, { ...common, dumpFile, warnings, archive: archiveOf(database) });
  return { index, report, proof };
};

/** Guards, trial and commit of what was staged. */
export const publishStaged = async (
  mysql: MysqlSettings,
  settings: DumpImportSettings,
  runId: string,
): Promise<PublishResult> => {
  await checkStaged(mysql, { settings, runId });
  return publishGeneration(mysql, { settings, runId });
};
