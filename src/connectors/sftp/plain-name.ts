/** Whether a name stays in its folder. */
export const isPlainName = (filename: string): boolean =>
  !/[/\0]/.test(filename) && !['', '.', '..'].includes(filename);
