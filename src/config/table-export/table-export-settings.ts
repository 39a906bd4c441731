import { join } from 'node:path';
import type { PipelineSettings } from '../../contracts/kinds.js';
import type { ExportRequest } from '../../contracts/table-export/export-request.js';
import { filtersOf } from '../../contracts/table-export/filters.js';
import { STANDARD_TABLE_EXPORT } from '../../contracts/table-export/names.js';
import type { ExportSettings, TableExportSettings } from '../../contracts/table-export/settings.js';
import { defined } from '../fields/defined.js';
import type { PipelineContext } from '../load-context.js';
import type { PipelineDefaults } from '../pipeline-kind.js';
import type { TableExportBlock } from './table-export-block.js';

/** The settings of one pipeline of kind `table-export`; what it does not say is that of the installation. */
export const tableExportSettings = (
  name: string,
  block: TableExportBlock,
  { exports }: Pick<PipelineDefaults, 'exports'>,
  { machine }: PipelineContext,
): TableExportSettings => {
  const schedule = block.schedule.trim();
  return {
    kind: 'table-export',
    name,
    enabled: block.enabled,
    ...(schedule === '' ? {} : { schedule }),
    scheduleTimezone: block.schedule_timezone ?? machine.timeZone,
    ...(block.alert_after === 'off' ? {} : { alertAfterMs: block.alert_after }),
    exports: block.tables.map((table) => requestOf(block, table)),
    folder: join(exports.directory, block.folder ?? name),
    keepMs: block.keep ?? exports.keepMs,
    maxBytes: block.max_bytes ?? exports.maxBytes,
    retry: {
      maxAttempts: block.retry.max_attempts,
      retryDelayMs: block.retry.retry_delay,
      deadlineMs: block.retry.deadline,
    },
  };
};

const requestOf = (block: TableExportBlock, table: TableExportBlock['tables'][number]): ExportRequest => ({
  ...(table.resource === undefined
    ? defined({
        connection: block.source?.connection,
        schema: table.schema ?? block.source?.schema,
        table: table.table,
      })
    : { resource: table.resource }),
  ...defined({ fields: table.fields }),
  ...(table.filters === undefined ? {} : { filters: filtersOf(table.filters) }),
  format: table.format ?? block.format,
  order: table.order ?? block.order,
  spreadsheet: table.spreadsheet ?? block.spreadsheet,
  bigNumbers: table.big_numbers ?? block.big_numbers,
});

/** The pipelines, and one for exports that the API is asked for where there is a database that they can come from. */
export const withTableExport = (
  pipelines: readonly PipelineSettings[],
  { machine, declared }: PipelineContext,
  { directory, keepMs, maxBytes }: ExportSettings,
): PipelineSettings[] => {
  const isNeeded = Object.values(declared.connections).some((kind) => kind === 'postgres' || kind === 'mysql');
  if (!isNeeded || pipelines.some(({ name }) => name === STANDARD_TABLE_EXPORT)) return [...pipelines];
  const standard: TableExportSettings = {
    kind: 'table-export',
    name: STANDARD_TABLE_EXPORT,
    enabled: true,
    scheduleTimezone: machine.timeZone,
    exports: [],
    folder: directory,
    keepMs,
    maxBytes,
    retry: { maxAttempts: 3, retryDelayMs: 60_000, deadlineMs: 43_200_000 },
  };
  return [...pipelines, standard];
};
