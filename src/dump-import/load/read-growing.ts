import type { TableGrowth } from '../../formats/mysql-dump/dump-index.js';
import { readChunks } from '../../connectors/disk/read-chunks.js';

/**
 * The bytes of a table's rows from `start` on, as soon as they are read. Throws what `TableGrowth.next` throws.
 */
export async function* readGrowing(
  file: string,
  start: number,
  growth: TableGrowth,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<Buffer, void, undefined> {
  let at = start;
  for (let end = await growth.next(at, signal); end !== undefined; end = await growth.next(at, signal)) {
    yield* readChunks(file, { start: at, end });
    at = end;
  }
}
