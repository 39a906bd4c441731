/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** Seconds that a piece of work took, and what it returned. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const started = performance.now();
  const result = await work();
  return { seconds: (performance.now() - started) / 1_000, result };
}

/** Pads columns to their widest cell; numbers to the right. */
export function printTable(rows: readonly (readonly (string | number)[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => `${row[column] ?? ''}`.length)));
  for (const row of rows) {
    console.log(
      row
        .map((cell, i) => (i === 0 ? `${cell}`.padEnd(widths[i] ?? 0) : `${cell}`.padStart(widths[i] ?? 0)))
        .join('  '),
    );
  }
}

/** What the figures depend on. */
export function describeMachine(facts: { cpus: number; model: string; memoryBytes: number }): string {
  return `${facts.cpus} CPUs (${facts.model}), ${Math.round(facts.memoryBytes / 2 ** 30)} GiB, Node.js ${process.version}`;
}
