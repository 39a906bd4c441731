import type { ConnectionJson } from '../../api/connections/connection-schema.js';
import type { PipelineJson } from '../../api/pipelines/routes.js';
import type { RunJson } from '../../api/runs/run-schema.js';
import type { ApiClient } from '../api-client.js';
import type { CommandContext } from '../context.js';
import { visibleLine } from '../output/visible.js';
import type { Candidate, Names } from './candidates.js';

/** Asks the API for names; none where it does not answer within a second, or has no such names. */
export const nameCandidates = async (context: CommandContext, names: Names): Promise<readonly Candidate[]> => {
  const late = new Promise<readonly Candidate[]>((resolve) => {
    setTimeout(() => resolve([]), LIMIT_MS).unref();
  });
  const asked = context.api().then((api) => OF[names](api));
  // A name that a terminal cannot show cannot be typed either.
  const found = await Promise.race([asked, late]).catch(() => []);
  return found.filter(({ value }) => visibleLine(value) === value);
};

const LIMIT_MS = 1_000;

const pipelines = async (api: ApiClient): Promise<Candidate[]> =>
  (await api.get<{ pipelines: PipelineJson[] }>('/api/v1/pipelines')).pipelines.map(({ name, kind }) => ({
    value: name,
    about: kind,
  }));

const OF: Readonly<Record<Names, (api: ApiClient) => Promise<readonly Candidate[]>>> = {
  pipelines,
  runs: async (api) => {
    const [named, { runs }] = await Promise.all([
      pipelines(api),
      api.get<{ runs: RunJson[] }>('/api/v1/runs?limit=20'),
    ]);
    return [
      ...named,
      ...runs.map(({ run_id: value, pipeline, status, started_at: at }) => ({
        value,
        about: `${pipeline}, ${status}, ${at}`,
      })),
    ];
  },
  connections: async (api) =>
    (await api.get<{ connections: ConnectionJson[] }>('/api/v1/connections')).connections.map(({ name, kind }) => ({
      value: name,
      about: kind,
    })),
  projects: async (api) =>
    (await api.get<{ projects: { name: string }[] }>('/projects')).projects.map(({ name }) => ({
      value: name,
      about: 'project',
    })),
};
