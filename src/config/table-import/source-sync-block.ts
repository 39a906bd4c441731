import { z } from 'zod';
import type { MaintenanceSettings } from '../../contracts/maintenance/settings.js';
import type { PipelineSettings } from '../../contracts/kinds.js';
import type { SourceSyncSettings } from '../../contracts/source-sync/source-sync.js';
import { SOURCE_SYNC_PIPELINE } from '../../contracts/source-sync/source-sync.js';
import { age } from '../fields/age.js';
import { cronProblem } from '../fields/cron-text.js';
import { filledText } from '../fields/fields.js';
import type { PipelineContext } from '../load-context.js';
import { checkConnection } from '../connections/check-connection.js';
import { DATABASES } from './check-table-import.js';

/** `source_sync:`, sources that are synced into a catalogue. */
export const sourceSyncBlock = z.strictObject({
  connection: filledText().describe(
    'The connection to MySQL, MariaDB or PostgreSQL whose database has the catalogue; its tables are created where they are missing.',
  ),
  retry_schedule: z
    .string()
    .default('0 3 * * *')
    .describe('When failed syncs that a repeat may heal run again, and what is too old goes; empty: never.'),
  keep_runs: age('30d').describe('How long syncs are kept that have ended.'),
  keep_content: age('90d').describe('How long content is kept that no sync has seen.'),
});

export type SourceSyncBlock = z.output<typeof sourceSyncBlock>;

export const sourceSyncSettings = (block: SourceSyncBlock, context: PipelineContext): SourceSyncSettings => {
  checkConnection(block.connection, DATABASES, ['source_sync', 'connection'], context);
  const schedule = block.retry_schedule.trim();
  const problem = schedule === '' ? undefined : cronProblem(schedule);
  if (problem !== undefined) context.problems.add(['source_sync', 'retry_schedule'], problem);
  return { connection: block.connection, keepRunsMs: block.keep_runs, keepContentMs: block.keep_content };
};

/** The pipelines, and the one that repeats failed syncs. */
export const withSourceSync = (
  pipelines: readonly PipelineSettings[],
  block: SourceSyncBlock | undefined,
  { machine, problems }: PipelineContext,
): PipelineSettings[] => {
  if (block === undefined) return [...pipelines];
  if (pipelines.some(({ name }) => name === SOURCE_SYNC_PIPELINE))
    problems.add(['pipelines', SOURCE_SYNC_PIPELINE], 'is the name of the block "source_sync" already', {
      onKey: true,
    });
  const schedule = block.retry_schedule.trim();
  const upkeep: MaintenanceSettings = {
    kind: 'maintenance',
    name: SOURCE_SYNC_PIPELINE,
    enabled: true,
    ...(schedule === '' ? {} : { schedule }),
    scheduleTimezone: machine.timeZone,
    tasks: ['sync'],
    retry: { maxAttempts: 3, retryDelayMs: 300_000, deadlineMs: 43_200_000 },
  };
  return [...pipelines, upkeep];
};
