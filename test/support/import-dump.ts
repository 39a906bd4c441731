import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { checkStaged } from '../../src/dump-import/guards/check-staged.js';
import { indexDump } from '../../src/dump-import/fetch/index-dump.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import type { PublishResult } from '../../src/dump-import/publish/publish-generation.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { settlePipeline } from '../../src/dump-import/clean-up/settle-pipeline.js';
import { stageDatabase } from '../../src/dump-import/load/stage-database.js';
import { temporaryFolder } from './temporary-folder.js';

export interface ImportDumpRequest {
  readonly settings: DumpImportSettings;
  readonly runId: string;
  /** The text of the dump of the pipeline's one database. */
  readonly dump: string;
  /** Called when everything is loaded, proved and tried. */
  readonly beforePublish?: () => Promise<void>;
}

/** The steps of a run on the target, one after the other: settle, load, prove, try, publish. */
export const importDump = async (
  mysql: MysqlSettings,
  { settings, runId, dump, beforePublish }: ImportDumpRequest,
): Promise<PublishResult> => {
  await settlePipeline(mysql, settings, runId);
  const [database] = settings.databases.map(({ name }) => name) as [string];
  const directory = temporaryFolder('import-dump');
  const dumpFile = join(directory, 'dump.sql');
  writeFileSync(dumpFile, `-- MySQL dump 10.13  Distrib 8.0.36\n${dump}\n-- Dump completed on 2026-03-01  1:30:00\n`);
  const onProgress = () => undefined;
  const index = await indexDump(mysql, settings, { database, directory, dumpFile, onProgress });
  const common = { pipeline: settings.name, runId, database, index, onProgress };
  await loadDump(mysql, { ...common, dumpFile, connections: 1, afterLoad: [] });
  const archive = {
    filename: `${database}.zip`,
    pattern: '*',
    database,
    size: 1,
    modTime: '2026-03-01T01:30:00Z',
    checksum: 'sha256:0',
  };
  await stageDatabase(mysql, { ...common, archive });
  await checkStaged(mysql, { settings, runId });
  await beforePublish?.();
  return publishGeneration(mysql, { settings, runId });
};
