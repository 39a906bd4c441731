/** What a test of a folder says. */
export const matching = (pattern: string, files: readonly unknown[]): string =>
  `${files.length} ${files.length === 1 ? 'file matches' : 'files match'} "${pattern}"`;
