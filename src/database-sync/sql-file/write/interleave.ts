/**
 * What several generators yield, in the order in which it comes. Each goes on when the reader has taken what it
 * yielded. The first error ends the others: `stop` is told, so that what they wait for ends.
 */
export async function* interleave<T>(
  sources: readonly AsyncGenerator<T, void, undefined>[],
  stop: (error: unknown) => void,
): AsyncGenerator<T, void, undefined> {
  const waiting = new Map<AsyncGenerator<T, void, undefined>, Promise<Came<T>>>();
  const ask = (source: AsyncGenerator<T, void, undefined>): void =>
    void waiting.set(
      source,
      source.next().then((result) => ({ source, result })),
    );
  for (const source of sources) ask(source);
  try {
    while (waiting.size > 0) {
      const { source, result } = await Promise.race(waiting.values());
      if (result.done === true) waiting.delete(source);
      else {
        yield result.value;
        ask(source);
      }
    }
  } catch (error) {
    stop(error);
    throw error;
  } finally {
    if (waiting.size > 0) stop(new Error('what was written is not wanted any more'));
    await Promise.allSettled([...waiting.values(), ...sources.map((source) => source.return())]);
  }
}

interface Came<T> {
  readonly source: AsyncGenerator<T, void, undefined>;
  readonly result: IteratorResult<T, void>;
}
