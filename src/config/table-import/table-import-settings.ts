import { resolve } from 'node:path';
import type { PipelineSettings } from '../../contracts/kinds.js';
import { STANDARD_TABLE_IMPORT } from '../../contracts/table-import/names.js';
import type { FileSource, TableImportSettings } from '../../contracts/table-import/settings.js';
import type { Machine } from '../fields/machine.js';
import type { Declared, PipelineContext } from '../load-context.js';
import { DATABASES } from './check-table-import.js';
import { localSource } from './local-source.js';
import type { TableImportBlock } from './table-import-block.js';
import { pagesSourceOf } from './pages-source.js';
import { tableRules } from './table-rules.js';

/** The settings of one pipeline of kind `table-import`. */
export const tableImportSettings = (
  name: string,
  block: TableImportBlock,
  { machine, declared }: PipelineContext,
): TableImportSettings => {
  const schedule = block.schedule.trim();
  return {
    kind: 'table-import',
    name,
    enabled: block.enabled,
    ...(schedule === '' ? {} : { schedule }),
    scheduleTimezone: block.schedule_timezone ?? machine.timeZone,
    ...(block.alert_after === 'off' ? {} : { alertAfterMs: block.alert_after }),
    ...(block.source === undefined ? {} : { source: sourceOf(block.source, machine, declared) }),
    tables: tableRules(block, declared),
    seen: block.seen,
    workFolder: resolve(machine.workingDirectory, block.work_dir),
    retry: {
      maxAttempts: block.retry.max_attempts,
      retryDelayMs: block.retry.retry_delay,
      deadlineMs: block.retry.deadline,
    },
  };
};

const sourceOf = (
  source: NonNullable<TableImportBlock['source']>,
  machine: Machine,
  { connections }: Declared,
): FileSource => {
  if (source.connection === undefined) return localSource(source, machine);
  if (connections[source.connection] === 'http') return pagesSourceOf(source, source.connection);
  const { connection, path, file_pattern: filePattern = '*' } = source;
  return { kind: 'sftp', connection, path, filePattern };
};

/**
 * The pipelines, and one for runs that bring their own files where there is a database that they can go into: one of
 * the configuration, or one that the API is told of (`takesSecrets`).
 */
export const withTableImport = (
  pipelines: readonly PipelineSettings[],
  { machine, declared }: PipelineContext,
  takesSecrets: boolean,
): PipelineSettings[] => {
  const hasDatabase = Object.values(declared.connections).some((kind) =>
    DATABASES.some((database) => database === kind),
  );
  if (!(hasDatabase || takesSecrets) || pipelines.some(({ name }) => name === STANDARD_TABLE_IMPORT))
    return [...pipelines];
  const standard: TableImportSettings = {
    kind: 'table-import',
    name: STANDARD_TABLE_IMPORT,
    enabled: true,
    scheduleTimezone: machine.timeZone,
    tables: [],
    seen: 'again',
    workFolder: resolve(machine.workingDirectory, './data/tables'),
    retry: { maxAttempts: 3, retryDelayMs: 60_000, deadlineMs: 43_200_000 },
  };
  return [...pipelines, standard];
};
