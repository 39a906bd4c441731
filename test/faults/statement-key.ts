/** A statement without what differs between runs, so that the same step of two runs can be recognized. */
export const statementKey = (user: string, sql: string): string => {
  const text = sql
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/_utf8mb4 0x[0-9a-f]+/gi, '?')
    .replace(/'(?:[^'\\]|''|\\.)*'/g, (value) => (/\d/.test(value) || value.length > 40 ? '?' : value))
    .replace(/\d+/g, 'n');
  return `${user.replace('stevedore_', '')}: ${text.slice(0, 160)}`;
};

/** Statements that only read leave the server as it was: a strike after one is the strike before the next. */
export const onlyReads = (sql: string): boolean => /^\s*(select|show|set)\b/i.test(sql);
