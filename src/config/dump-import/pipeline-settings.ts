import { resolve } from 'node:path';
import type { DumpImportSettings, LoadGateSettings, TargetDatabase } from '../../contracts/dump-import/settings.js';
import type { SftpSettings } from '../../contracts/connections/sftp.js';
import { guardSettings } from './guard-settings.js';
import type { ImportBlock } from './import-schema.js';
import { hostKeySettings } from '../fields/host-key.js';
import { readKeyMaterial } from '../fields/key-material.js';
import type { LoadContext } from '../load-context.js';
import type { Path } from '../document/problems.js';
import type { PipelineDefaults } from '../pipeline-kind.js';

/** The settings of one pipeline; `path` is its block's place in the file. */
export const pipelineSettings = (
  name: string,
  block: ImportBlock,
  path: Path,
  defaults: PipelineDefaults,
  context: LoadContext,
): DumpImportSettings => {
  const { machine } = context;
  const schedule = block.schedule?.trim() ?? '';
  return {
    kind: 'dump-import',
    name,
    enabled: block.enabled,
    ...(schedule === '' ? {} : { schedule }),
    scheduleTimezone: block.schedule_timezone ?? machine.timeZone,
    ...(block.alert_after === 'off' ? {} : { alertAfterMs: block.alert_after }),
    loadGate: loadGate(block.load_check),
    sftp: sftp(block, [...path, 'scp'], context),
    zip: {
      ...filled('password', block.zip.password),
      passwords: block.zip.passwords,
      extractTimeoutMs: block.zip.extract_timeout,
      limits: {
        maxEntries: block.zip.limits.max_entries,
        maxBytes: block.zip.limits.max_bytes,
        maxRatio: block.zip.limits.max_ratio,
      },
    },
    storage: {
      tempDir: resolve(machine.workingDirectory, block.storage.temp_dir),
      metadataFile: resolve(machine.workingDirectory, block.storage.metadata_file),
      cleanupOnSuccess: block.storage.cleanup_on_success,
      keepFailedFiles: block.storage.keep_failed_files,
    },
    freshness: {
      enabled: block.freshness.enabled,
      compareTimestamp: block.freshness.compare_timestamp,
      compareSize: block.freshness.compare_size,
      compareChecksum: block.freshness.compare_checksum,
      skipIfNotNewer: block.freshness.skip_if_not_newer,
      order: block.freshness.order,
      stableForMs: block.freshness.stable_for,
    },
    databases: targetDatabases(block),
    importTimeoutMs: block.database.import_timeout,
    requireTrailer: block.database.require_trailer,
    ...(block.database.charset === undefined ? {} : { charset: block.database.charset }),
    retry: {
      maxAttempts: block.retry.enabled ? block.retry.max_attempts : 1,
      retryDelayMs: block.retry.retry_delay,
      failFast: block.retry.fail_fast,
      deadlineMs: block.retry.deadline,
    },
    publish: {
      guards: guardSettings(block.publish.guards),
      lockTimeoutMs: block.publish.lock_timeout,
      completeForMs: block.publish.complete_for,
      allowPartitioned: block.publish.allow_partitioned,
      keepPrevious: block.publish.keep_previous,
      deadlineMs: block.publish.deadline,
      windows: block.publish.window,
      approval: block.publish.approval,
    },
    keepTables: block.keep_tables,
    includeTables: block.include_tables,
    excludeTables: block.exclude_tables,
    objects: { events: block.objects.events ?? defaults.events },
    loadConnections: block.load.connections,
    loadStrategy: block.load.strategy,
    triggersBeforeRows: block.load.triggers_before_rows,
    loadCollations: Object.fromEntries(
      Object.entries(block.load.collations).map(([from, to]) => [from.toLowerCase(), to.toLowerCase()]),
    ),
  };
};

const loadGate = (block: ImportBlock['load_check']): LoadGateSettings => {
  const { active_db_connections, memory_usage_percent, cpu_usage_percent, threads_running } = block.thresholds;
  return {
    enabled: block.enabled,
    delayMs: block.delay_duration,
    maxDelays: block.max_delays,
    ...(block.metrics_url === undefined ? {} : { metricsUrl: block.metrics_url }),
    thresholds: {
      concurrentRequests: block.load_threshold,
      ...(active_db_connections === undefined ? {} : { activeDbConnections: active_db_connections }),
      ...(memory_usage_percent === undefined ? {} : { memoryUsagePercent: memory_usage_percent }),
      ...(cpu_usage_percent === undefined ? {} : { cpuUsagePercent: cpu_usage_percent }),
      ...(threads_running === undefined ? {} : { threadsRunning: threads_running }),
    },
  };
};

const sftp = ({ enabled, scp }: ImportBlock, path: Path, context: LoadContext): SftpSettings => {
  const privateKey =
    scp.private_key === undefined || !enabled
      ? undefined
      : readKeyMaterial(scp.private_key, 'PRIVATE KEY', [...path, 'private_key'], context);
  return {
    host: scp.host ?? '',
    port: scp.port,
    username: scp.username ?? '',
    ...filled('password', scp.password),
    ...filled('privateKey', privateKey),
    ...filled('passphrase', scp.passphrase),
    ...hostKeySettings(scp.host_key),
    remotePath: scp.remote_path,
    filePatterns: scp.file_patterns,
    timeoutMs: scp.timeout,
    protocol: scp.protocol,
  };
};

const targetDatabases = (block: ImportBlock): TargetDatabase[] =>
  block.database.target_databases.map((database) => ({
    name: database.name,
    ...(database.source_name === undefined ? {} : { sourceName: database.source_name }),
    filePattern: database.file_pattern ?? `${database.name}_*`,
    afterLoad: [...(database.after_load ?? []), ...(block.after_load[database.name] ?? [])],
  }));

/** An empty secret counts as absent: `${NAME:-}` means an optional one. */
const filled = <K extends string>(key: K, value: string | undefined): { [name in K]?: string } =>
  value === undefined || value === '' ? {} : ({ [key]: value } as { [name in K]: string });
