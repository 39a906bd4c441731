import { hostname } from 'node:os';
import { pathToFileURL } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { activityInterceptors } from './activity-interceptors.js';
import { createActivities } from './activities/create-activities.js';
import { dumpImportAtStart } from './activities/dump-import/at-worker-start.js';
import { tableExportAtStart } from './activities/table-export/at-worker-start.js';
import { tableImportAtStart } from './activities/table-import/at-worker-start.js';
import type { KindsAtStart } from './activities/run/at-worker-start.js';
import { createCollectorAtRest } from './collect-at-rest.js';
import { createNotifier } from './notifications/create-notifier.js';
import { settleAtStart, sweepAtStart } from './activities/run/at-worker-start.js';
import { createPipelineCheck } from './commands/checks/check-pipeline.js';
import { collectSecrets } from './config/collect-secrets.js';
import { connectionSecrets } from './config/connections/connection-kinds.js';
import { readAgain, readSettings } from './config/read-settings.js';
import { STANDARD_CONFIG } from './config/read-text.js';
import { createRotatingSettings } from './config/rotating-settings.js';
import { findLostWorkers, keepWorkerRecord } from './connectors/disk/worker-record.js';
import { connectPatiently, connectTemporal } from './connectors/temporal/connect-temporal.js';
import { failLostTries } from './connectors/temporal/fail-lost-tries.js';
import { createStartNotification } from './connectors/temporal/operations/start-notification.js';
import type { RunClient } from './connectors/temporal/run-client.js';
import { createRunClient } from './connectors/temporal/run-client.js';
import { reconcileSchedules } from './connectors/temporal/schedules.js';
import { registerSearchAttributes } from './connectors/temporal/search-attributes.js';
import { hostTaskQueue, TASK_QUEUE } from './contracts/temporal-names.js';
import { StevedoreError } from './contracts/errors.js';
import type { PipelineSettings } from './contracts/kinds.js';
import { hasJobs } from './contracts/runs/start-options.js';
import { pipelineWorkflowId } from './contracts/runs/workflow-ids.js';
import { describeStarts } from './contracts/schedule/describe-starts.js';
import type { Settings } from './contracts/settings.js';
import { installationOf, workerIdentity } from './contracts/worker-identity.js';
import { startTracingIfAsked } from './start-tracing.js';
import { workflowBundlePath } from './workflow-bundle-path.js';
import { markOnOwnThread } from './mark-on-own-thread.js';
import { installRuntime } from './install-runtime.js';
import { createStore } from './store/create-store.js';
import type { Store } from './store/store.js';
import { createRunLogger } from './store/run-logger.js';
import { openLogFile } from './telemetry/log-file.js';
import type { DebugLogger } from './contracts/logger.js';
import { createLogger } from './telemetry/logger.js';
import { createGrowingRedactor } from './telemetry/redact.js';

export interface RunningWorker {
  /** Resolves when the worker has stopped; rejects when it failed. */
  readonly stopped: Promise<void>;
  /** Lets running steps end or hand over, then stops. */
  shutdown(): void;
}

/** The kinds that have something to do before a worker takes work. */
const AT_START: KindsAtStart = {
  'dump-import': dumpImportAtStart,
  'table-export': tableExportAtStart,
  'table-import': tableImportAtStart,
};

/** How long a step may take to notice a shutdown before it is cut off. */
const SHUTDOWN_GRACE = '5s';
const SHUTDOWN_FORCE = '30s';

/**
 * Starts a worker: migrations, search attributes and Schedules first, an interrupted publish of an earlier worker
 * settled and what ended runs left removed, then workflows and light steps on the shared queue, and the steps that need
 * this host's disk on its own. Each step has the secrets that the files of the configuration have when it begins.
 */
export const startWorker = async (
  settings: Settings,
  logger: DebugLogger,
  readAgain: () => Settings = () => settings,
): Promise<RunningWorker> => {
  markOnOwnThread();
  const { redact, learn } = createGrowingRedactor(collectSecrets(settings));
  installRuntime(logger, settings.worker.metricsAddress);
  const store = createStore(settings.store, { secretKeys: settings.secretKeys });
  await store.migrate();
  const tracing = await startTracingIfAsked('stevedore-worker', process.env, redact);
  const client = connectTemporal(settings.temporal, tracing === undefined ? [] : [tracing.client]);
  const connection = await connectPatiently(
    settings.temporal,
    (options) => NativeConnection.connect({ ...options, tls: nativeTls(options.tls) }),
    { onWait: (attempt) => logger.warn({ attempt }, 'Waiting for Temporal') },
  );
  // A server that has just started on a busy machine may need longer than one try.
  if ((await registerSearchAttributes(client, { ms: 60_000, tryMs: 5_000 })) === 'unmanaged') {
    logger.warn({}, 'Search attributes cannot be registered from here; they must exist in the namespace');
  }
  const { workFolder } = settings.worker;
  await takeOverFromLost(workFolder, client, logger);
  const starting = { settings, store, logger };
  await settleAtStart(starting, AT_START);
  const runs = createRunClient(client);
  await sweepAtStart(starting, AT_START, (pipeline) => openRunsOf(runs, pipeline));
  const installation = await installationOfStore(store);
  await warnOfOthers(runs, installation, logger);
  for (const change of await reconcileSchedules(client, settings.pipelines, installation)) {
    if (change.change !== 'left') logger.info(change, 'Schedule');
    else
      logger.warn(
        { schedule: change.schedule },
        'A Schedule of no pipeline here was made by another installation and goes on firing; delete it in Temporal where nobody needs it',
      );
  }
  for (const { name, enabled, schedule, scheduleTimezone } of settings.pipelines) {
    if (!enabled || schedule === undefined) continue;
    logger.info({ pipeline: name, schedule, ...describeStarts(schedule, scheduleTimezone) }, 'Next starts');
  }

  const logFile = openLogFile(settings.logging.import);
  const rotating = createRotatingSettings(settings, readAgain, {
    onRead: (read) => {
      learn(collectSecrets(read));
      logger.info({ files: read.secretFiles }, 'Secrets read again');
    },
    onRefused: (err) => logger.warn({ err }, 'Cannot read the secrets again; those of before stay'),
  });
  const notify = createNotifier({
    receivers: settings.notifications,
    redact,
    kept: store.notifications,
    start: createStartNotification(client),
    logger,
  });
  const activitiesWith = (current: Settings) =>
    createActivities({
      settings: current,
      store,
      redact,
      learnSecrets: (connections, texts = []) =>
        learn([...connections.flatMap(connectionSecrets).filter((secret) => secret !== undefined), ...texts]),
      check: createPipelineCheck(
        settings,
        () => store.installation(),
        (of) => Promise.resolve(createStore(of)),
      ),
      notify,
      runLogger: (runId, attempt) =>
        createRunLogger(store, { runId, attempt, redact, sink: (line) => logFile.write(line) }),
    });
  const activities = rotating.activities(activitiesWith);
  const collector = createCollectorAtRest();
  const record = await keepWorkerRecord(workFolder, settings.worker.hostId);
  const common = {
    connection,
    identity: workerIdentity(process.pid, settings.worker.hostId, installation),
    namespace: settings.temporal.namespace,
    activities,
    shutdownGraceTime: SHUTDOWN_GRACE,
    shutdownForceTime: SHUTDOWN_FORCE,
    maxHeartbeatThrottleInterval: '2s',
    defaultHeartbeatThrottleInterval: '2s',
    interceptors: {
      activity: [...activityInterceptors(record, collector), ...(tracing === undefined ? [] : [tracing.activity])],
    },
  };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: TASK_QUEUE,
      workflowBundle: { codePath: workflowBundlePath(tracing !== undefined) },
      ...(tracing === undefined ? {} : { sinks: tracing.sinks }),
      stickyQueueScheduleToStartTimeout: '2s',
      maxCachedWorkflows: 20,
    }),
    Worker.create({
      ...common,
      taskQueue: hostTaskQueue(settings.worker.hostId),
      maxConcurrentActivityTaskExecutions: HOST_STEPS_AT_ONCE,
    }),
  ]);
  const stopped = Promise.all(workers.map((worker) => worker.run())).then(async () => {
    await record.close();
    await logFile.close();
    await connection.close();
    await client.connection.close();
    await store.close();
    await tracing?.close();
  });
  logger.info({ queue: TASK_QUEUE, host: settings.worker.hostId }, 'Worker started');
  return {
    stopped,
    shutdown: () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    },
  };
};

/** The ids of a pipeline's open runs, all of its jobs among them. */
const openRunsOf = async (runs: RunClient, { kind, name }: PipelineSettings): Promise<string[]> => {
  const run = await runs.describe({ workflowId: pipelineWorkflowId(kind, name) });
  const jobs = hasJobs(kind) ? await runs.openJobs({ kind, name }, Infinity) : [];
  return [...(run?.status === 'running' ? [run] : []), ...jobs].map(({ runId }) => runId);
};

const installationOfStore = async (store: Store): Promise<string> => {
  const installation = await store.installation();
  if (installation !== undefined) return installation;
  throw new StevedoreError(
    'STORE_FAILED',
    'Cannot read the installation of the store: its table is empty; drop it and its line in store_migrations, and start again',
  );
};

/** Two installations on one queue take each other's steps, and each does them by its own configuration. */
const warnOfOthers = async (runs: RunClient, installation: string, logger: DebugLogger): Promise<void> => {
  let workers: Awaited<ReturnType<RunClient['workers']>>;
  try {
    workers = await runs.workers();
  } catch (err) {
    logger.warn({ err }, "Cannot look for another installation's workers: Temporal does not answer; going on");
    return;
  }
  const others = workers.filter(({ identity }) => ![undefined, installation].includes(installationOf(identity)));
  for (const { identity, host } of others) {
    logger.warn(
      { worker: identity, host },
      "Another installation's worker answers in this namespace and takes steps of this one's runs; give each a namespace of its own (temporal.namespace)",
    );
  }
};

/** A step that a killed worker had begun goes on now; where that cannot be, after its time-out. */
const takeOverFromLost = async (
  workFolder: string,
  client: ReturnType<typeof connectTemporal>,
  logger: DebugLogger,
): Promise<void> => {
  for (const worker of await findLostWorkers(workFolder)) {
    try {
      const ended = await failLostTries(client, worker);
      logger.warn(
        { process: worker.pid, steps: ended },
        'An earlier worker of this host had ended without a word; its steps are tried again',
      );
      await worker.forget();
    } catch (error) {
      logger.warn(
        { err: error, process: worker.pid },
        'Cannot take over from an earlier worker of this host; its steps go on after their time-outs',
      );
    }
  }
};

/** Steps of all runs that need the disk of one host, at the same time. */
const HOST_STEPS_AT_ONCE = 4;

const nativeTls = (tls: boolean | { serverRootCACertificate: Buffer }) =>
  tls === false ? null : tls === true ? {} : tls;

const main = async (): Promise<void> => {
  const file = argumentAfter('--config') ?? process.env['STEVEDORE_CONFIG'] ?? STANDARD_CONFIG;
  const settings = readSettings(file, process.env);
  const logger = createLogger({ level: settings.logging.import.level, secrets: collectSecrets(settings) });
  logger.info({ host: hostname(), config: file }, 'Starting the worker');
  const worker = await startWorker(settings, logger, readAgain(file, process.env));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => worker.shutdown());
  await worker.stopped;
};

const argumentAfter = (flag: string): string | undefined => {
  const position = process.argv.indexOf(flag);
  return position < 0 ? undefined : process.argv[position + 1];
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
}
