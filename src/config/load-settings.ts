import { resolve } from 'node:path';
import { pipelinesOf } from '../contracts/kinds.js';
import type { LogFileSettings, Settings } from '../contracts/settings.js';
import { withDeclared } from './declared.js';
import { checkSchema } from './document/check-schema.js';
import { connectionSettings } from './connections/connection-kinds.js';
import { apiSettings, redisSettings, temporalSettings } from './connections/connection-settings.js';
import { applyOverrides, OVERRIDES } from './document/environment-overrides.js';
import { interpolate } from './document/interpolate.js';
import type { Environment } from './document/environment.js';
import type { LoadContext } from './load-context.js';
import { withMaintenance } from './maintenance/maintenance-settings.js';
import { checkStorePlace } from './database-sync/check-store-place.js';
import { withDatabaseSync } from './database-sync/database-sync-settings.js';
import { syncSettings } from './database-sync/sync-block.js';
import { exportSettings } from './table-export/export-block.js';
import { withTableExport } from './table-export/table-export-settings.js';
import { sourceSyncSettings, withSourceSync } from './table-import/source-sync-block.js';
import { receiverSettings } from './notifications/receiver-settings.js';
import { hookSettings } from './hooks-block.js';
import { withTableImport } from './table-import/table-import-settings.js';
import { thisMachine } from './fields/machine.js';
import type { Machine } from './fields/machine.js';
import { mysqlSettings } from './connections/mysql-settings.js';
import type { PipelineBlock } from './pipeline-kinds.js';
import { pipelineKind } from './pipeline-kinds.js';
import { Problems } from './document/problems.js';
import type { Path } from './document/problems.js';
import { secretKeys } from './fields/secret-keys.js';
import { knownKeysAt } from './json-schema.js';
import type { SettingsFile } from './settings-schema.js';
import { settingsSchema } from './settings-schema.js';
import { defined } from './fields/defined.js';
import { namesIn, readVariableFiles } from './document/variable-files.js';
import { storeSettings } from './connections/store-settings.js';
import { readSourceDocument } from './document/source-document.js';

/**
 * The checked settings of a configuration file's text. The environment is used for `${NAME}` and for the variables that
 * win over the file. Throws CONFIG_INVALID with every problem at once, each with its line and column.
 */
export const loadSettings = (
  text: string,
  fileName: string,
  env: Environment,
  machine: Machine = thisMachine(),
): Settings => {
  const source = readSourceDocument(text);
  const readFile = (path: string) => machine.readFile(resolve(machine.workingDirectory, path));
  const variables = readVariableFiles(env, [...namesIn(text), ...OVERRIDES.map(({ variable }) => variable)], readFile);
  const filled = interpolate(source.data, { ...variables, readFile });
  const { data, sources, overruled, unset: unread } = applyOverrides(filled.data, variables);
  const problems = new Problems(fileName, source.positionOf, (path) => sources.get(JSON.stringify(path)));
  for (const problem of source.syntaxProblems) problems.addAt(problem.position, problem.text);
  problems.throwIfAny();

  const unset = [...filled.unset.filter(({ path }) => !overruled.has(JSON.stringify(path))), ...unread];
  for (const { path, source: from, state } of unset) {
    if (!isInDisabledPipeline(data, path)) problems.add(path, `needs ${from}, which ${state}`);
  }
  for (const { path, state } of filled.malformed) problems.add(path, state);
  const absent = unset.map(({ path }) => path);
  const context: LoadContext = {
    machine,
    problems,
    missing: (path, advice) => {
      if (absent.some((known) => isWithin(known, path) || isWithin(path, known))) return;
      problems.add(path, advice === undefined ? 'is missing' : `is missing: ${advice}`);
    },
  };
  const isText = (path: Path) => filled.touched.has(JSON.stringify(path)) || sources.has(JSON.stringify(path));
  const { file, removed } = checkSchema({ schema: settingsSchema, knownKeys: knownKeysAt }, data, isText, context);
  absent.push(...removed);
  const settings = settingsOf(file, context);
  problems.throwIfAny();
  const secretFiles = [...filled.files, ...variables.files].map((path) => resolve(machine.workingDirectory, path));
  return { ...settings, secretFiles };
};

/** Whether the second path is the first one or stands somewhere in its block. */
const isWithin = (outer: Path, inner: Path): boolean => outer.every((part, index) => inner[index] === part);

const settingsOf = (file: SettingsFile, context: LoadContext): Omit<Settings, 'secretFiles'> => {
  const blocks: { name: string; block: PipelineBlock; path: Path }[] = [
    ...(file.import === undefined
      ? []
      : [{ name: 'import', block: { ...file.import, kind: 'dump-import' as const }, path: ['import'] }]),
    ...Object.entries(file.pipelines).map(([name, block]) => ({ name, block, path: ['pipelines', name] })),
  ];
  if (file.import !== undefined && file.pipelines.import !== undefined) {
    context.problems.add(['pipelines', 'import'], 'is the name of the block "import" already', { onKey: true });
  }
  const pipelineContext = withDeclared(file, context);
  const exports = exportSettings(file.export, context.machine);
  const pipelines = blocks.map(({ name, block, path }) => {
    const kind = pipelineKind(block.kind);
    kind.check(name, block, path, pipelineContext);
    return { kind, path, settings: kind.settings(name, block, path, { ...file.objects, exports }, pipelineContext) };
  });
  for (const kind of new Set(pipelines.map((pipeline) => pipeline.kind))) {
    kind.together?.(
      pipelines.filter((pipeline) => pipeline.kind === kind),
      context.problems,
      pipelines.map((pipeline) => pipeline.settings),
    );
  }
  const isNeeded = pipelines.some(({ kind }) => kind.needsTarget === true);
  const mysql = file.mysql === undefined && !isNeeded ? undefined : mysqlSettings(file.mysql ?? {}, context);
  const redis = redisSettings(file.redis, context);
  const connections = connectionSettings(file.connections, context);
  const usual = withTableExport(
    withSourceSync(
      withTableImport(
        withMaintenance(
          pipelines.map(({ settings }) => settings),
          context,
        ),
        pipelineContext,
        file.secrets.key !== undefined,
      ),
      file.source_sync,
      pipelineContext,
    ),
    pipelineContext,
    exports,
  );
  const sync = syncSettings(file.sync, pipelineContext);
  const all = withDatabaseSync(usual, file.sync !== undefined, pipelineContext);
  const store = storeSettings(file.store, mysql, connections, context, file.sync === undefined ? undefined : sync);
  checkStorePlace(all, connections, store, context.problems);
  return {
    temporal: temporalSettings(file.temporal, context),
    ...(mysql === undefined ? {} : { mysql }),
    ...(redis === undefined ? {} : { redis }),
    connections,
    network: file.network,
    files: { allow: file.files.allow.map((folder) => resolve(context.machine.workingDirectory, folder)) },
    secretKeys: secretKeys(file.secrets, context),
    callbacks: defined(file.callbacks),
    store,
    api: apiSettings(file.api, context),
    worker: {
      hostId: file.worker.host_id ?? context.machine.hostName,
      heartbeatTimeoutMs: file.worker.heartbeat_timeout,
      hostReturnTimeoutMs: file.worker.host_return_timeout,
      workFolder:
        pipelinesOf({ pipelines: pipelines.map(({ settings }) => settings) }, 'dump-import')[0]?.storage.tempDir ??
        resolve(context.machine.workingDirectory, './data/work'),
      ...(file.worker.metrics_address === undefined ? {} : { metricsAddress: file.worker.metrics_address }),
    },
    retentionMs: file.retention.days * 86_400_000,
    upload: {
      directory: resolve(context.machine.workingDirectory, file.upload.directory),
      maxBytes: file.upload.max_bytes,
      keepMs: file.upload.keep,
      ...(file.upload.scan_command === undefined
        ? {}
        : { scan: { command: file.upload.scan_command, timeoutMs: file.upload.scan_timeout } }),
    },
    export: exports,
    sync,
    pipelines: all,
    hooks: hookSettings(
      file.hooks,
      all.map(({ name }) => name),
      context,
    ),
    notifications: receiverSettings(
      file.notifications,
      blocks.map(({ name, block, path }) => ({ name, path, told: block.notifications ?? {} })),
      context,
    ),
    resources: pipelineContext.declared.resources,
    ...(file.source_sync === undefined ? {} : { sourceSync: sourceSyncSettings(file.source_sync, pipelineContext) }),
    logging: { import: logFileSettings(file.logging.import, context.machine), values: file.logging.values },
  };
};

const logFileSettings = (block: SettingsFile['logging']['import'], machine: Machine): LogFileSettings => ({
  file: resolve(machine.workingDirectory, block.file),
  level: block.level,
  maxSizeBytes: block.max_size * 1_048_576,
  maxBackups: block.max_backups,
  maxAgeDays: block.max_age,
  compress: block.compress,
});

/** A disabled import may be without its secrets; everything else of the file must still be right. */
const isInDisabledPipeline = (data: unknown, path: Path): boolean => {
  const depth = path[0] === 'import' ? 1 : path[0] === 'pipelines' ? 2 : undefined;
  if (depth === undefined) return false;
  const block = path
    .slice(0, depth)
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], data);
  const enabled = (block as { enabled?: unknown } | undefined)?.enabled;
  return enabled === false || (typeof enabled === 'string' && /^(false|0|no)$/i.test(enabled.trim()));
};
