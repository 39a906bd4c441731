import { targetOf } from '../../contracts/settings.js';
import { previewAnswer } from '../../dump-import/preview/preview-answer.js';
import { previewPipeline } from '../../dump-import/preview/preview-source.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { PreviewAnswer } from '../../dump-import/preview/preview-answer.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { ProgressReporter } from '../run/with-progress.js';

/** What `stevedore preview` says of the pipeline's next import, read on the worker's host. */
export const previewNextImport = async (
  pipeline: DumpImportSettings,
  { settings }: ActivityDeps,
  { signal, begin, report }: ProgressReporter,
): Promise<PreviewAnswer> =>
  previewAnswer(
    await previewPipeline(targetOf(settings), pipeline, {
      tempDir: pipeline.storage.tempDir,
      signal,
      onProgress: (step, name, done, total) => {
        begin(`${step}_${name}`);
        report(done, total);
      },
    }),
  );
