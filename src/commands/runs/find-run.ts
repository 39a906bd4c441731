import type { RunJson } from '../../api/runs/run-schema.js';
import type { ApiClient } from '../api-client.js';
import { StevedoreError } from '../../contracts/errors.js';
import { isRunId } from '../../contracts/run-id.js';

/** Finds the run with this id, or the newest run of this pipeline, or the newest of all. Throws RUN_UNKNOWN. */
export const findRun = async (api: ApiClient, target: string | undefined): Promise<RunJson> => {
  if (target !== undefined && isRunId(target)) return api.get<RunJson>(`/api/v1/runs/${target}`);
  const filter = target === undefined ? '' : `&pipeline=${encodeURIComponent(target)}`;
  const { runs } = await api.get<{ runs: RunJson[] }>(`/api/v1/runs?limit=20${filter}`);
  const run = runs.find(({ status }) => status !== 'not_started');
  if (run !== undefined) return run;
  throw new StevedoreError(
    'RUN_UNKNOWN',
    target === undefined
      ? 'Cannot find a run: there was none yet'
      : `Cannot find a run of "${target}": there was none yet`,
  );
};
