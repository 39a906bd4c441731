import type { DumpIndex, DumpPart, IndexedTable } from '../dump-index.js';
import type { WrittenPart } from './part-writer.js';
import { gzipSync } from 'node:zlib';
import { crcOf, renderIndex, renderPlace } from '../dump-index.js';
import { PART_BYTES, PartWriter, PLAIN_PART_BYTES } from './part-writer.js';

/** Statements are compressed in pieces of about this many bytes. */
const PIECE_BYTES = 1024 * 1024;

/** Keeps account of the parts of a dump as they are written, one after the other, and ends it with its index. */
export class DumpBytes {
  readonly #compressed: boolean;
  readonly #parts: DumpPart[] = [];
  #at = 0;
  #textAt = 0;
  #format: DumpIndex['format'] = 1;

  constructor(compressed: boolean) {
    this.#compressed = compressed;
  }

  /** The bytes of a part; `table` is the place of its table in the index. */
  *part({ pieces, bytes, textBytes, crc, lines }: WrittenPart, table?: number): Generator<Buffer, void, undefined> {
    this.#parts.push({
      at: this.#at,
      bytes,
      textAt: this.#textAt,
      textBytes,
      crc,
      lines,
      ...(table === undefined ? {} : { table }),
    });
    this.#at += bytes;
    this.#textAt += textBytes;
    yield* pieces;
  }

  /** The bytes of a part of statements; nothing where there are none. */
  async *text(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Buffer, void, undefined> {
    const writer = new PartWriter(this.#compressed);
    let waiting: string[] = [];
    let length = 0;
    for await (const text of texts) {
      waiting.push(text);
      length += text.length;
      if (length < PIECE_BYTES) continue;
      await writer.add(Buffer.from(waiting.join('')));
      waiting = [];
      length = 0;
    }
    if (length > 0) await writer.add(Buffer.from(waiting.join('')));
    if (writer.textBytes > 0) yield* this.part(await writer.finish());
  }

  /** The bytes of parts of statements, which end between two of them; what is held is one part. */
  async *texts(texts: AsyncIterable<string>): AsyncGenerator<Buffer, void, undefined> {
    const most = this.#compressed ? PART_BYTES : PLAIN_PART_BYTES;
    const source = texts[Symbol.asyncIterator]();
    let next = await source.next();
    const part = async function* () {
      for (let length = 0; next.done !== true && length < most; next = await source.next()) {
        length += next.value.length;
        yield next.value;
      }
    };
    yield* this.text(part());
    while (next.done !== true) {
      this.#format = 2;
      yield* this.text(part());
    }
  }

  /** The bytes of the index and of the line that says where it is. */
  async *end(
    head: Omit<DumpIndex, 'format' | 'parts' | 'tables'>,
    tables: readonly IndexedTable[],
  ): AsyncGenerator<Buffer> {
    const text = renderIndex({ format: this.#format, ...head, tables, parts: this.#parts });
    const place = renderPlace({ at: this.#at, textAt: this.#textAt, crc: crcOf(text) });
    yield* this.text([text]);
    // Not compressed, and still a member: readers of gzip would complain of anything else.
    yield this.#compressed ? gzipSync(place, { level: 0 }) : Buffer.from(place);
  }
}
