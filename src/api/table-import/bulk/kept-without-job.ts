/** An upload takes no longer; until its row is written its file has no job, and one that is mapped never has any. */
export const KEPT_WITHOUT_JOB_MS = 24 * 3_600_000;
