import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { count, list, time } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';
import type { WatcherLimit } from '../request/limit-watchers.js';
import { DEPENDENCIES, EFFECTS } from './dependencies.js';
import { createProcessMeter } from './measure-process.js';
import { readDisks } from './read-disks.js';
import { createVersionReader } from './read-versions.js';
import type { DependencyWatch } from './watch-dependencies.js';

interface DetailsDeps extends Pick<ApiDeps, 'runs' | 'store'> {
  readonly watch: Pick<DependencyWatch, 'look'>;
  readonly folders: Readonly<Record<string, string>>;
  readonly version: string;
  readonly concurrentRequests: () => number;
  readonly watchers: Pick<WatcherLimit, 'watching'>;
}

/** `/api/v1/health`: what is away, since when, and what works meanwhile; this server's figures; versions. */
export const healthDetailsRoutes = (deps: DetailsDeps): OpenAPIHono => {
  const { watch, folders, concurrentRequests, watchers } = deps;
  const app = new OpenAPIHono();
  const measure = createProcessMeter();
  const readVersions = createVersionReader(deps);

  endpoint(app, DETAILS, async (c) => {
    const [{ states, workers }, disks] = await Promise.all([watch.look(), readDisks(folders)]);
    const versions = await readVersions(states);
    const process = measure();
    c.header('cache-control', 'no-store');
    return c.json(
      {
        status: states.every(({ state }) => state === 'ok') ? ('ok' as const) : ('impaired' as const),
        dependencies: states.map(({ name, state, since, reason }) => ({
          ...{ name, state, since: since ?? null, reason: reason ?? null },
          ...{ stops: EFFECTS[name].stops, still_works: EFFECTS[name].stillWorks },
        })),
        workers: workers.map(({ identity, host, sdkVersion, hostCpu, hostMemory }) => ({
          ...{ identity, host: host ?? null, sdk_version: sdkVersion ?? null },
          ...{ host_cpu_percent: percent(hostCpu), host_memory_percent: percent(hostMemory) },
        })),
        versions,
        process: {
          started_at: process.startedAt,
          uptime_seconds: process.uptimeSeconds,
          cpu_percent: process.cpuPercent,
          resident_bytes: process.residentBytes,
          concurrent_requests: concurrentRequests(),
          event_watchers: watchers.watching(),
        },
        folders: disks.map(({ folder, freeBytes, sizeBytes }) => ({
          ...{ name: folder, free_bytes: freeBytes, size_bytes: sizeBytes },
        })),
      },
      200,
    );
  });

  return app;
};

const percent = (share: number | undefined): number | null => (share === undefined ? null : Math.round(share * 100));

const share = z.number().min(0).nullable();

const detailsSchema = z
  .object({
    status: z.enum(['ok', 'impaired']).describe('`impaired`: something is away'),
    dependencies: list(
      z.object({
        name: z.enum(DEPENDENCIES),
        state: z.enum(['ok', 'away', 'unknown']).describe('`unknown`: only another one, which is away, could tell'),
        since: time.nullable().describe('When this server first saw it away'),
        reason: z.string().nullable(),
        stops: z.string().describe('What does not work while it is away'),
        still_works: z.string().describe('What works while it is away'),
      }),
    ),
    workers: list(
      z.object({
        identity: z.string().describe('`<process>@<host>/<installation>`'),
        host: z.string().nullable(),
        sdk_version: z.string().nullable(),
        host_cpu_percent: share.describe('Of its whole machine, as its last sign of life has it'),
        host_memory_percent: share,
      }),
    ).describe('Workers of the shared queue that gave a sign of life in the last 15 seconds'),
    versions: z.object({
      stevedore: z.string(),
      node: z.string(),
      temporal: z.string().nullable().describe("Of Temporal's server; null: it does not answer"),
      store: z.string().nullable().describe("The store's server; null: it does not answer"),
    }),
    process: z
      .object({
        started_at: time,
        uptime_seconds: count,
        cpu_percent: z.number().min(0).describe('Of one core, since it was asked before'),
        resident_bytes: count,
        concurrent_requests: count,
        event_watchers: count.describe('Streams of events that are open'),
      })
      .describe('This server'),
    folders: list(z.object({ name: z.string(), free_bytes: count, size_bytes: count })).describe(
      "The disks of `work` and `dumps` on this server's machine, where the folders exist",
    ),
  })
  .openapi('HealthDetails');

/** The answer of `GET /api/v1/health`. */
export type HealthDetailsJson = z.infer<typeof detailsSchema>;

const DETAILS = {
  method: 'get',
  path: '/',
  operationId: 'readHealthDetails',
  tag: 'health',
  role: 'viewer',
  about: 'pipelines',
  summary: 'What is away, since when, and what still works',
  description: 'With figures of this server, its disks, the workers, and versions. It answers 200 whatever is away.',
  responses: { 200: jsonAnswer(detailsSchema, 'How it stands') },
} as const;
