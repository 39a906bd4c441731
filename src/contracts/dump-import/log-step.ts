/** The step of a log line of a dump import, in seed 000's words. */
export type ImportLogStep = 'initialization' | 'download' | 'extract' | 'import' | 'cleanup';
