/**
 * The statements of a piece of MariaDB's general log, each with the id of its connection; the first line of each only.
 */
export const statementsIn = (log: string): { readonly connection: number; readonly sql: string }[] =>
  log.split('\n').flatMap((line) => {
    const [, connection, sql] = /\t *(\d+) (?:Query|Execute)\t(.*)$/.exec(line) ?? [];
    return sql === undefined ? [] : [{ connection: Number(connection), sql }];
  });

/** Those that write to something. */
export const writesIn = (log: string): string[] =>
  statementsIn(log)
    .map(({ sql }) => sql)
    .filter((sql) => /^\s*(insert|update|delete|replace|create|drop|alter|rename|truncate|load|grant)\b/i.test(sql));
