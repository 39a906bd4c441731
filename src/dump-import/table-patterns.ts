import picomatch from 'picomatch';

/**
 * Whether patterns of the configuration name a table, as `table` or as `database.table`. Wildcards are those of a
 * shell: `*`, `?`, `[a-z]`, `{a,b}`. No pattern names no table.
 */
export const matchesTable = (patterns: readonly string[]): ((database: string, table: string) => boolean) => {
  if (patterns.length === 0) return () => false;
  // Table names are no paths: a leading dot is a letter like others.
  const isMatch = picomatch([...patterns], { dot: true });
  return (database, table) => isMatch(table) || isMatch(`${database}.${table}`);
};
