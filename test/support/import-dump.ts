import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { checkStaged } from '../../src/dump-import/guards/check-staged.js';
import type { PublishResult } from '../../src/dump-import/publish/publish-generation.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { settlePipeline } from '../../src/dump-import/clean-up/settle-pipeline.js';
import { loadDumpFile } from './load-dump-file.js';
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
  const dumpFile = join(temporaryFolder('import-dump'), 'dump.sql');
  writeFileSync(dumpFile, `-- MySQL dump 10.13  Distrib 8.0.36\n${dump}\n-- Dump completed on 2026-03-01  1:30:00\n`);
  await loadDumpFile(mysql, { settings, runId, dumpFile, connections: 1 });
  await checkStaged(mysql, { settings, runId });
  await beforePublish?.();
  return publishGeneration(mysql, { settings, runId });
};
