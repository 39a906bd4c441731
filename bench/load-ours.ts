import { checkStaged } from '../src/dump-import/guards/check-staged.js';
import { indexDump } from '../test/support/index-dump.js';
import { loadDump } from '../src/dump-import/load/load-dump.js';
import { stageDatabase } from '../src/dump-import/load/stage-database.js';
import { pipelineSettings } from '../test/support/target-settings.js';
import type { targetSettings } from '../test/support/target-settings.js';
import { timed } from './figures.js';

/** Seconds of each part of a run between the unpacked dump and the publish. */
export interface OurSeconds {
  readonly index: number;
  readonly load: number;
  readonly prove: number;
  /** Every view, trigger, routine and event created and dropped once. */
  readonly objects: number;
}

export interface DumpToLoad {
  readonly database: string;
  readonly dumpFile: string;
  /** Where its index goes. */
  readonly directory: string;
}

export interface OurRequest {
  readonly dumps: readonly DumpToLoad[];
  readonly connections: number | 'auto';
  readonly runId: string;
}

/**
 * Loads dumps into their staging schemas in parallel like a run, and proves them. Throws if a table has no content sum.
 */
export async function loadOurs(mysql: ReturnType<typeof targetSettings>, request: OurRequest): Promise<OurSeconds> {
  const { dumps, connections, runId } = request;
  const settings = pipelineSettings(
    'bench',
    dumps.map(({ database }) => database),
    { loadConnections: connections },
  );
  const quiet = () => undefined;
  const indexed = await timed(() => Promise.all(dumps.map((dump) => indexDump(mysql, settings, { ...dump }))));
  const indexes = indexed.result;
  const each = dumps.flatMap(({ database, dumpFile }, position) => {
    const index = indexes[position];
    return index === undefined
      ? []
      : [{ pipeline: settings.name, runId, database, dumpFile, index, connections, onProgress: quiet }];
  });
  const loaded = await timed(() => Promise.all(each.map((one) => loadDump(mysql, { ...one, afterLoad: [] }))));
  const proved = await timed(() =>
    Promise.all(each.map((one) => stageDatabase(mysql, { ...one, archive: { ...ARCHIVE, database: one.database } }))),
  );
  const counted = proved.result.flatMap(({ tables }) => tables.filter(({ content }) => content.kind !== 'proved'));
  if (counted.length > 0)
    throw new Error(`Tables without a content sum: ${counted.map(({ table }) => table).join(', ')}`);
  const objects = await timed(() => checkStaged(mysql, { settings, runId }));
  for (const { bottleneck } of loaded.result) if (bottleneck) console.log(`  ${bottleneck.advice}`);
  return { index: indexed.seconds, load: loaded.seconds, prove: proved.seconds, objects: objects.seconds };
}

const ARCHIVE = {
  filename: 'federation.zip',
  pattern: '*.zip',
  size: 1,
  modTime: '2026-03-01T01:30:00.000Z',
  checksum: 'sha256:0',
};

export const total = ({ index, load, prove, objects }: OurSeconds): number => index + load + prove + objects;
