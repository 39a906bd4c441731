/** Percent of the run at which a database begins each stage, in order. */
export const STAGE_PROGRESS = { downloading: 15, extracting: 35, importing: 45, proved: 85 } as const;

export type Stage = keyof typeof STAGE_PROGRESS;
