import type { z } from '@hono/zod-openapi';
import type { ActivityProgress } from '../../contracts/runs/activity-progress.js';
import type { Kind, Kinds } from '../../contracts/kinds.js';
import type { RunInput } from '../../contracts/runs/run-input.js';
import type { RunSnapshot } from '../../contracts/runs/run-snapshot.js';
import type { RunFigures } from '../metrics/run-figures.js';
import type { RunJson } from './run-schema.js';

/** How the API shows and starts the runs of one kind. */
export interface RunKindView<K extends Kind> {
  /** What a start may say beside the pipeline and who asks; each of them optional. */
  readonly startFields: Readonly<Record<string, z.ZodType>>;
  /**
   * Those of its fields that reach beyond what the pipeline is configured with: a key for some pipelines only may not
   * use them. `given`: of a start, or what a run to be retried was started with. @default none
   */
  beyond?(given: Readonly<Record<string, unknown>>, settings: Kinds[K]['settings']): readonly string[];
  /** The input of a run; `fields` fit `startFields`. */
  input(head: RunInput<K>, fields: Readonly<Record<string, unknown>>): Kinds[K]['input'];
  /**
   * The step and the percentage between two steps of the workflow: its own, carried on by the heartbeats of what runs
   * now. `settings`: of the pipeline, where it is still configured.
   */
  progress(
    snapshot: RunSnapshot,
    running: readonly ActivityProgress[],
    settings: Kinds[K]['settings'] | undefined,
  ): Pick<RunSnapshot, 'step' | 'progress'>;
  /** What is shown of a run beside what every run has; `running` is what the steps that run now have told. */
  json(
    snapshot: Pick<RunSnapshot, 'detail'>,
    run: { readonly runId: string; readonly running: readonly ActivityProgress[] },
  ): Partial<Pick<RunJson, 'files' | 'detail'>>;
  /** Whether its runs wait for their publish, and hear of `publish-now` while they try it. @default false */
  readonly parks?: boolean;
  /** What a run that has ended has moved, for metrics. @default nothing */
  figures?(snapshot: Pick<RunSnapshot, 'detail'>): RunFigures | undefined;
  /** Databases that the pipeline fills. @default none */
  databases?(settings: Kinds[K]['settings']): readonly string[];
}
