/** What a worker can find out about a pipeline without changing anything. */
export type Examination = 'check' | 'preview';

/** The input of `examinePipeline`. Names only. */
export interface ExamineInput {
  readonly what: Examination;
  readonly pipeline: string;
}

/** The workflow's type. */
export const EXAMINE_WORKFLOW = 'examinePipeline';

/** One of each at a time: a second request joins the one that is open. */
export const examineWorkflowId = ({ what, pipeline }: ExamineInput): string => `examine/${what}/${pipeline}`;

/** Time limits in milliseconds, from request to answer. A preview downloads, unpacks and reads whole archives. */
export const EXAMINE_LIMIT_MS: Readonly<Record<Examination, number>> = { check: 180_000, preview: 6 * 3_600_000 };
