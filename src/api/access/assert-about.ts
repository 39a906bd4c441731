import type { Context } from 'hono';
import { assertForAll, assertMaySee, callerOf } from './caller.js';

/** What a route is about; see `Endpoint`. */
export type About = 'installation' | 'pipeline' | 'run' | 'pipelines' | { readonly pipeline: string };

interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Finds the pipeline of a run; throws RUN_UNKNOWN. */
export type PipelineOfRun = (id: string) => Promise<string>;

/** Lets `assertAbout` find the pipelines of runs. */
export const setPipelineOfRun = (c: Context, find: PipelineOfRun): void => {
  c.set('pipelineOfRun', find);
};

/** Throws PIPELINE_FORBIDDEN for a key that is for other pipelines; only for such keys a run is looked up. */
export const assertAbout = async (c: Context, about: About, { params, body }: Asked): Promise<void> => {
  const caller = callerOf(c);
  if (caller.pipelines === undefined || about === 'pipelines') return;
  if (about === 'installation') return assertForAll(caller);
  if (typeof about === 'object') return assertMaySee(caller, about.pipeline);
  if (about === 'run') {
    const find = c.get('pipelineOfRun') as PipelineOfRun;
    return assertMaySee(caller, await find(params['id'] ?? ''));
  }
  assertMaySee(caller, params['name'] ?? (body as { pipeline?: string }).pipeline ?? '');
};
