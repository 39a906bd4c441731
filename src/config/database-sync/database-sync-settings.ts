import { STANDARD_DATABASE_SYNC } from '../../contracts/database-sync/names.js';
import type { DatabaseSyncSettings } from '../../contracts/database-sync/settings.js';
import { PIPELINE_NAME } from '../../contracts/dump-import/target-names.js';
import type { PipelineSettings } from '../../contracts/kinds.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import { defined } from '../fields/defined.js';
import type { PipelineContext } from '../load-context.js';
import type { DatabaseSyncBlock } from './database-sync-block.js';
import { databaseSyncBlock } from './database-sync-block.js';

/** The settings of one pipeline of kind `database-sync`. */
export const databaseSyncSettings = (
  name: string,
  block: DatabaseSyncBlock,
  { machine }: PipelineContext,
): DatabaseSyncSettings => {
  const schedule = block.schedule.trim();
  return {
    kind: 'database-sync',
    name,
    enabled: block.enabled,
    ...(schedule === '' ? {} : { schedule }),
    scheduleTimezone: block.schedule_timezone ?? machine.timeZone,
    ...(block.alert_after === 'off' ? {} : { alertAfterMs: block.alert_after }),
    ...defined({ source: block.source, destination: block.destination }),
    publish: block.publish,
    profile: block.profile,
    ...(block.include.length === 0 ? {} : { include: block.include }),
    ...(block.exclude.length === 0 ? {} : { exclude: block.exclude }),
    ...defined({ schemas: block.schemas, missingRoles: block.missing_roles }),
    ...(block.jobs === 0 ? {} : { jobs: block.jobs }),
    splitBytes: block.split_over,
    ...(block.index_memory === undefined ? {} : { indexMemoryBytes: block.index_memory }),
    allowMissing: [...block.allow_missing, ...block.exclude],
    lockTimeoutMs: block.lock_timeout,
    publishDeadlineMs: block.publish_deadline,
    buildTimeoutMs: block.timeout,
    retry: {
      maxAttempts: block.retry.max_attempts,
      retryDelayMs: block.retry.retry_delay,
      deadlineMs: block.retry.deadline,
    },
  };
};

/**
 * The pipelines, and those of copies that nobody has configured: one for each database, of the name of its connection,
 * which writes into it, so that one run at a time does; and one for exports. None where nothing says that databases are
 * copied.
 */
export const withDatabaseSync = (
  pipelines: readonly PipelineSettings[],
  isAsked: boolean,
  context: PipelineContext,
): PipelineSettings[] => {
  if (!isAsked && pipelinesOf({ pipelines }, 'database-sync').length === 0) return [...pipelines];
  const taken = new Set(pipelines.map(({ name }) => name));
  const databases = Object.entries(context.declared.connections)
    .filter(([name, kind]) => kind === 'postgres' && PIPELINE_NAME.test(name))
    .map(([name]) => name);
  const standard = (name: string, block: object): DatabaseSyncSettings =>
    databaseSyncSettings(name, databaseSyncBlock().parse({ kind: 'database-sync', ...block }), context);
  return [
    ...pipelines,
    ...databases.filter((name) => !taken.has(name)).map((name) => standard(name, { destination: name })),
    ...(taken.has(STANDARD_DATABASE_SYNC) || databases.includes(STANDARD_DATABASE_SYNC)
      ? []
      : [standard(STANDARD_DATABASE_SYNC, {})]),
  ];
};
