import { StevedoreError } from '../../contracts/errors.js';
import type { CheckAnswer } from '../../contracts/examine/check-result.js';
import { checkAnswer } from '../../contracts/examine/check-result.js';
import type { Kind, PipelineSettings } from '../../contracts/kinds.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { KindActivities } from './kind-activities.js';
import { withProgress } from './with-progress.js';

/** How each kind previews a pipeline. */
export type PreviewsOfKinds = { readonly [K in Kind]: Pick<KindActivities<K>, 'preview'> };

/** What a worker finds out about a pipeline for somebody who asks; nothing is changed. */
export const createExamineActivities = (deps: ActivityDeps, kinds: PreviewsOfKinds) => ({
  /**
   * Tries every connection that the pipeline needs, also of one that is disabled.
   * Key: none, reads only. Heartbeat: liveness only. Left behind: nothing. Terminal: PIPELINE_UNKNOWN.
   */
  checkPipeline: ({ pipeline: name }: { readonly pipeline: string }): Promise<CheckAnswer> =>
    withProgress('checking', name, async () => {
      const pipeline = find(deps, name);
      const valid = { what: 'configuration', state: 'ok' as const, text: "the worker's configuration is valid" };
      const { redact } = deps;
      const found = await deps.check(pipeline);
      // Errors of servers and drivers are in these texts.
      const told = found.map(({ text, fix, ...one }) => ({
        ...one,
        text: redact(text),
        ...(fix === undefined ? {} : { fix: fix.map(redact) }),
      }));
      return checkAnswer([valid, ...told]);
    }),

  /**
   * Finds out what the pipeline's next run would import, from the archives or files that it would take now.
   * Key: none, reads only. Heartbeat: bytes. Left behind: a folder `stevedore-preview-…` of a killed worker. Terminal:
   * PIPELINE_UNKNOWN, REQUEST_INVALID for a kind without previews or an answer over 1.5 MB, `SFTP_…`, `ARCHIVE_…`.
   */
  previewPipeline: ({ pipeline: name }: { readonly pipeline: string }): Promise<object> =>
    withProgress('previewing', name, async (watch) => {
      const pipeline = find(deps, name);
      const kind: Pick<KindActivities<Kind>, 'preview'> = kinds[pipeline.kind];
      const previewing = kind.preview?.(pipeline, deps, watch);
      if (previewing === undefined) {
        throw new StevedoreError(
          'REQUEST_INVALID',
          `Cannot preview "${name}": a pipeline of the kind "${pipeline.kind}" has nothing to preview`,
        );
      }
      const answer = redacted(await previewing, deps.redact) as object;
      if (Buffer.byteLength(JSON.stringify(answer)) <= LARGEST_ANSWER) return answer;
      throw new StevedoreError(
        'REQUEST_INVALID',
        `Cannot answer the preview of "${name}": it is larger than 1.5 MB; use "stevedore preview ${name}" on the worker's host`,
      );
    }),
});

export type ExamineActivities = ReturnType<typeof createExamineActivities>;

const find = ({ settings }: ActivityDeps, name: string): PipelineSettings => {
  const found = settings.pipelines.find((pipeline) => pipeline.name === name);
  if (found !== undefined) return found;
  throw new StevedoreError(
    'PIPELINE_UNKNOWN',
    `Cannot examine the pipeline "${name}": it is not in the worker's configuration`,
  );
};

/** Errors of servers and drivers are in its texts, too. */
const redacted = (value: unknown, redact: (text: string) => string): unknown => {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((one) => redacted(one, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, redacted(one, redact)]));
};

/** Temporal refuses a result of 2 MiB. */
const LARGEST_ANSWER = 1_500_000;
