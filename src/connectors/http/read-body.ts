import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { StevedoreError } from '../../contracts/errors.js';

export interface BodyRequest {
  readonly body: Readable;
  /** Of `content-encoding`. @default none */
  readonly encoding?: string;
  /** Of `content-length`. @default unknown */
  readonly length?: number;
  /** After decompression. */
  readonly maxBytes: number;
  /** How messages call it. */
  readonly action: string;
}

/**
 * The bytes of an answer, decompressed, in pieces. Throws HTTP_TOO_LARGE as soon as there are more than may be, and
 * HTTP_FAILED for bytes that cannot be decompressed; what is thrown by the connection passes.
 */
export async function* readBody(request: BodyRequest): AsyncGenerator<Buffer, void, undefined> {
  const { body, maxBytes, length = 0, action } = request;
  const codings = (request.encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  try {
    if (length > maxBytes) throw tooLarge(action, maxBytes);
    if (codings.length > 1) throw new StevedoreError('HTTP_FAILED', `${action}: the answer is compressed twice`);
    const [coding] = codings;
    let bytes = 0;
    for await (const piece of coding === undefined ? body : decompressed(body, coding, action)) {
      bytes += (piece as Buffer).length;
      if (bytes > maxBytes) throw tooLarge(action, maxBytes);
      yield piece as Buffer;
    }
  } finally {
    body.on('error', () => undefined);
    body.destroy();
  }
}

const DECODERS: Readonly<Record<string, () => ReturnType<typeof createGunzip>>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

async function* decompressed(body: Readable, coding: string, action: string): AsyncGenerator<Buffer, void, undefined> {
  const create = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
  if (create === undefined)
    throw new StevedoreError('HTTP_FAILED', `${action}: the answer has the encoding "${coding.slice(0, 20)}"`);
  const decoder = create();
  let broken: Error | undefined;
  // An error of the connection is its own, not one of the compression.
  body.once('error', (error) => {
    broken = error;
    decoder.destroy(error);
  });
  body.pipe(decoder);
  try {
    for await (const piece of decoder) yield piece as Buffer;
  } catch (error) {
    if (broken !== undefined) throw broken;
    throw new StevedoreError('HTTP_FAILED', `${action}: the answer cannot be decompressed`, { cause: error });
  } finally {
    decoder.destroy();
  }
}

const tooLarge = (action: string, maxBytes: number): StevedoreError =>
  new StevedoreError('HTTP_TOO_LARGE', `${action}: the answer has more than ${maxBytes} bytes, which is the limit`);
