import pg from 'pg';

/** What a reader saw that asked without a pause. */
export interface Polled {
  readonly reads: number;
  readonly failed: readonly string[];
  readonly empty: number;
  /** Answers in the order in which they changed, as `rows sum`. */
  readonly found: readonly string[];
  readonly longestMs: number;
}

/** Reads `rows` and `sum` from a database again and again, until it is stopped. */
export const pollDatabase = async ({
  sql,
  ...place
}: {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly sql: string;
}): Promise<{ readonly stop: () => Promise<Polled> }> => {
  const client = new pg.Client({ ...place, user: 'postgres' });
  const failed: string[] = [];
  const found: string[] = [];
  let [reads, empty, longestMs, stopped] = [0, 0, 0, false];
  client.on('error', ({ message }) => failed.push(message));
  await client.connect();
  const read = async () => {
    const started = performance.now();
    const [row] = (await client.query<{ rows: number; sum: string | null }>(sql)).rows;
    reads += 1;
    longestMs = Math.max(longestMs, Math.round(performance.now() - started));
    if (row === undefined || row.rows === 0) empty += 1;
    const answer = `${row?.rows ?? 0} ${row?.sum ?? ''}`;
    if (found.at(-1) !== answer) found.push(answer);
  };
  const loop = async () => {
    while (!stopped) {
      await read().catch((error: unknown) => failed.push(error instanceof Error ? error.message : String(error)));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await client.end();
  };
  const ended = loop();
  return {
    stop: async () => {
      stopped = true;
      await ended;
      return { reads, failed, empty, found, longestMs };
    },
  };
};
