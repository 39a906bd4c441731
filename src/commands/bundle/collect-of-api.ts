import { text as textOf } from 'node:stream/consumers';
import type { ApiClient } from '../api-client.js';
import type { CommandContext } from '../context.js';
import type { Parts } from './parts.js';

/** What the API knows: how everything is, the newest runs and their logs, who was told of what. */
export const collectOfApi = async (context: CommandContext, parts: Parts, runs: number): Promise<void> => {
  const { attempt, json, text } = parts;
  let api: ApiClient | undefined;
  await attempt('API', async () => {
    api = await context.api();
  });
  if (api === undefined) return;
  const client = api;
  // A server that is not ready says why, with 503: that is what somebody who helps has to see.
  await attempt(READY, async () => json('ready.json', await client.getAnyway(READY)));
  for (const [name, path] of Object.entries(PATHS))
    await attempt(path, async () => json(`${name}.json`, await client.get(path)));
  await attempt('/metrics', async () => text('metrics.txt', await download(client, '/metrics')));
  await attempt('runs', async () => {
    if (runs === 0) return;
    const { runs: newest } = await client.get<{ runs: readonly { readonly run_id: string }[] }>(
      `/api/v1/runs?limit=${runs}`,
    );
    json('runs.json', newest);
    for (const { run_id: id } of newest)
      await attempt(`log of the run ${id}`, async () => {
        const { logs } = await client.get<{ logs: readonly object[] }>(`/api/v1/runs/${id}/logs?tail=true&limit=1000`);
        text(`runs/${id}.log`, logs.map((line) => `${JSON.stringify(line)}\n`).join(''));
      });
  });
};

const READY = '/health/ready';

const PATHS: Readonly<Record<string, string>> = {
  health: '/health',
  load: '/health/load',
  pipelines: '/api/v1/pipelines',
  connections: '/api/v1/connections',
  notifications: '/api/v1/notifications?limit=200',
};

const download = async (api: ApiClient, path: string): Promise<string> => textOf(await api.download(path));
