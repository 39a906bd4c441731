import type { Client } from '@temporalio/client';
import { TASK_QUEUE } from '../../contracts/temporal-names.js';
import { grpcCode } from './within.js';

/** Workers send a heartbeat every five seconds (`Runtime.install({workerHeartbeatInterval: '5s'})`). */
const SILENT_AFTER_SECONDS = 15;
const RUNNING = 1;
const UNIMPLEMENTED = 12;

/** A live worker of the shared queue. */
export interface LiveWorker {
  /** Its own name, see `workerIdentity`; may be a program other than Stevedore. */
  readonly identity: string;
  /** Absent if the server knows pollers only. */
  readonly host?: string;
  /** Of Temporal's SDK. */
  readonly sdkVersion?: string;
  /** Shares of its whole machine that are in use, from 0 to 1. */
  readonly hostCpu?: number;
  readonly hostMemory?: number;
}

/**
 * Lists the workers of the shared queue, each identity once, from their fifth second on; a stopped or frozen process
 * falls silent and does not count.
 */
export const listLiveWorkers = async (client: Client): Promise<LiveWorker[]> => {
  const { namespace } = client.options;
  const now = Date.now() / 1000;
  const isRecent = (time: { seconds?: unknown } | null | undefined, limit: number) =>
    now - Number(time?.seconds ?? 0) < limit;
  try {
    const { workersInfo } = await client.workflowService.listWorkers({ namespace, query: `TaskQueue='${TASK_QUEUE}'` });
    const beats = (workersInfo ?? [])
      .map(({ workerHeartbeat }) => workerHeartbeat)
      .filter((beat) => Number(beat?.status) === RUNNING && isRecent(beat?.heartbeatTime, SILENT_AFTER_SECONDS));
    return unique(
      beats.map((beat) => ({
        identity: beat?.workerIdentity ?? '',
        ...named('host', beat?.hostInfo?.hostName),
        ...named('sdkVersion', beat?.sdkVersion),
        ...named('hostCpu', beat?.hostInfo?.currentHostCpuUsage),
        ...named('hostMemory', beat?.hostInfo?.currentHostMemUsage),
      })),
    );
  } catch (error) {
    if (grpcCode(error) !== UNIMPLEMENTED) throw error;
    // A server before 1.30 knows pollers only, and lists one for five minutes after it left.
    const { pollers } = await client.workflowService.describeTaskQueue({ namespace, taskQueue: { name: TASK_QUEUE } });
    const recent = (pollers ?? []).filter(({ lastAccessTime }) => isRecent(lastAccessTime, POLL_SECONDS));
    return unique(recent.map(({ identity }) => ({ identity: identity ?? '' })));
  }
};

/** A healthy, idle worker polls about once a minute. */
const POLL_SECONDS = 75;

/** Absent where the server says nothing: an empty text, or none. */
const named = <N extends string, T>(name: N, value: T | null | undefined): { [K in N]?: T } =>
  (value === undefined || value === null || value === '' ? {} : { [name]: value }) as { [K in N]?: T };

const unique = (workers: readonly LiveWorker[]): LiveWorker[] => [
  ...new Map(workers.map((worker) => [worker.identity, worker])).values(),
];
