import picomatch from 'picomatch';

/**
 * Whether patterns of the configuration name a table, as `table` or as `database.table`. Wildcards are those of a
 * shell: `*`, `?`, `[a-z]`, `{a,b}`. No pattern names no table.
 */
export const matchesTable = (patterns: readonly string[]): ((database: string, table: string) => boolean) => {
  if (patterns.length === 0) return () => false;
  // Table names are no paths: a leading dot is a letter like others, and so is a slash, which no wildcard would match.
  const isMatch = picomatch(patterns.map(withoutSlash), { dot: true });
  return (database, table) => isMatch(withoutSlash(table)) || isMatch(withoutSlash(`${database}.${table}`));
};

const withoutSlash = (name: string): string => name.replaceAll('/', NO_SLASH);
/** Of the characters that Unicode leaves to whoever uses them. */
const NO_SLASH = '\u{F8FF}';
