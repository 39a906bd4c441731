import type { DumpPreview } from './dump-preview.js';

/** A preview as commands and the API answer it. */
export interface PreviewAnswer {
  /** False if an import would stop at a finding. */
  readonly ok: boolean;
  /** Why the previews are not compared with what is live. */
  readonly target_not_asked?: string;
  readonly previews: readonly DumpPreview[];
}

export const previewAnswer = ({
  previews,
  unasked,
}: {
  readonly previews: readonly DumpPreview[];
  readonly unasked?: string;
}): PreviewAnswer => ({
  ok: !previews.some(({ findings }) => findings.some(({ stops }) => stops)),
  ...(unasked === undefined ? {} : { target_not_asked: unasked }),
  previews,
});
