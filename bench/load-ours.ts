import { checkStaged } from '../src/dump-import/check-staged.js';
import { indexDump } from '../src/dump-import/index-dump.js';
import { loadDump } from '../src/dump-import/load/load-dump.js';
import { stageDatabase } from '../src/dump-import/stage-database.js';
import { pipelineSettings } from '../test/support/target-settings.js';
import type { targetSettings } from '../test/support/target-settings.js';
import { timed } from './figures.js';

/** Seconds of what a run does between the unpacked dump and the publish. */
export interface OurSeconds {
  readonly index: number;
  readonly load: number;
  readonly prove: number;
  /** Every view, trigger, routine and event created and dropped once. */
  readonly objects: number;
}

export interface OurRequest {
  readonly database: string;
  readonly dumpFile: string;
  readonly directory: string;
  readonly connections: number | 'auto';
  readonly runId: string;
}

/** Loads a dump into its staging schema and proves it. A loader that leaves a table without a content sum has no figure. */
export async function loadOurs(mysql: ReturnType<typeof targetSettings>, request: OurRequest): Promise<OurSeconds> {
  const { database, directory, dumpFile, connections, runId } = request;
  const settings = pipelineSettings('bench', [database], { loadConnections: connections });
  const quiet = () => undefined;
  const indexed = await timed(() => indexDump(mysql, settings, { database, directory, dumpFile, onProgress: quiet }));
  const common = { pipeline: settings.name, runId, database, index: indexed.result, onProgress: quiet };
  const loaded = await timed(() => loadDump(mysql, { ...common, dumpFile, connections, afterLoad: [] }));
  const archive = {
    filename: 'federation.zip',
    pattern: '*.zip',
    database,
    size: 1,
    modTime: '2026-03-01T01:30:00.000Z',
    checksum: 'sha256:0',
  };
  const proved = await timed(() => stageDatabase(mysql, { ...common, archive, connections }));
  const counted = proved.result.tables.filter(({ content }) => content.kind !== 'proved');
  if (counted.length > 0) throw new Error(`Tables without a content sum: ${counted.map(({ table }) => table).join(', ')}`);
  const objects = await timed(() => checkStaged(mysql, { settings, runId }));
  if (loaded.result.bottleneck) console.log(`  ${loaded.result.bottleneck.advice}`);
  return { index: indexed.seconds, load: loaded.seconds, prove: proved.seconds, objects: objects.seconds };
}

export const total = ({ index, load, prove, objects }: OurSeconds): number => index + load + prove + objects;
