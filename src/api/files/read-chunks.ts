import { StevedoreError } from '../../contracts/errors.js';

/**
 * The bytes of a body as they come. Reading stops without ending the connection, so that a refusal still reaches its
 * sender. Throws UPLOAD_INCOMPLETE where the sender is gone, or sends nothing for a minute.
 */
export async function* readChunks(
  body: ReadableStream<Uint8Array> | null,
  silenceMs = 60_000,
): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read(), silenceMs);
      if (done) return;
      yield value;
    }
  } finally {
    // A read that is under way fails with it, and nobody waits for it any more.
    reader.releaseLock();
  }
}

const inTime = async <T>(reading: Promise<T>, silenceMs: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(incomplete(`nothing came for ${silenceMs / 1_000} seconds`)), silenceMs);
  });
  try {
    return await Promise.race([
      reading.catch((cause: unknown) => {
        throw incomplete('the connection ended before the upload', cause);
      }),
      silence,
    ]);
  } finally {
    clearTimeout(timer);
  }
};

const incomplete = (why: string, cause?: unknown): StevedoreError =>
  new StevedoreError('UPLOAD_INCOMPLETE', `Cannot take the upload: ${why}; send it again`, { cause });
