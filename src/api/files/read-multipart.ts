import { once } from 'node:events';
import type { BusboyFileStream } from '@fastify/busboy';
import { Busboy } from '@fastify/busboy';
import { StevedoreError } from '../../contracts/errors.js';

/** What a multipart body says beside its file. */
export interface MultipartForm<T> {
  readonly fields: Readonly<Record<string, string>>;
  /** What was made of the file's bytes; undefined where it has no file. */
  readonly file: { readonly taken: T; readonly name: string; readonly type: string } | undefined;
}

/**
 * Reads a multipart body with one file, in the part named `file`, before or after its fields. The file's bytes go to
 * `take` as they come, and no faster than it takes them. Throws REQUEST_INVALID, and what `take` and the bytes throw;
 * then `take` sees its bytes fail, or what it has made of them is given to `discard`.
 */
export const readMultipart = async <T>(
  contentType: string,
  bytes: AsyncIterable<Uint8Array>,
  take: (file: AsyncIterable<Uint8Array>, fieldsBefore: Readonly<Record<string, string>>) => Promise<T>,
  discard: (taken: T) => Promise<void>,
): Promise<MultipartForm<T>> => {
  const parser = createParser(contentType);
  const fields: Record<string, string> = {};
  let part: BusboyFileStream | undefined;
  let file: Promise<NonNullable<MultipartForm<T>['file']>> | undefined;
  let failed: Error | undefined;
  const failure = new Promise<never>((_, reject) => {
    const fail = (error: unknown): void => {
      failed ??= error instanceof Error ? error : new Error(String(error));
      part?.destroy(failed);
      reject(failed);
    };
    parser.on('error', (cause: unknown) => fail(malformed(cause)));
    for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const) {
      parser.on(limit, () => fail(refuse('it has too many parts; send one file, and a few fields')));
    }
    parser.on('field', (name, value, nameCut, valueCut) => {
      if (nameCut || valueCut) fail(refuse('one of its fields is too long'));
      else fields[name] = value;
    });
    parser.on('file', (name, stream, fileName, _encoding, type) => {
      // Also where nobody reads it any more.
      stream.on('error', (cause: unknown) => fail(malformed(cause)));
      if (name !== 'file') {
        stream.resume();
        fail(refuse(`the part "${name.slice(0, 100)}" has a file; send it as "file"`));
        return;
      }
      part = stream;
      file = taking(() => take(stream, { ...fields })).then((taken) => ({ taken, name: fileName, type }));
      file.catch(fail);
    });
  });
  // It may fail while nobody waits for it; then the next wait does.
  failure.catch(() => undefined);
  try {
    for await (const chunk of bytes) {
      if (failed !== undefined) throw failed;
      if (!parser.write(chunk)) await Promise.race([once(parser, 'drain'), failure]);
    }
    const finished = once(parser, 'finish');
    finished.catch(() => undefined);
    parser.end();
    await Promise.race([finished, failure]);
    return { fields, file: await Promise.race([Promise.resolve(file), failure]) };
  } catch (error) {
    part?.destroy(error as Error);
    // What it wrote is removed before the answer.
    const whole = await file?.catch(() => undefined);
    if (whole !== undefined) await discard(whole.taken);
    throw failed ?? error;
  }
};

/** What it throws at once is a rejection, too. */
const taking = async <T>(take: () => Promise<T>): Promise<T> => take();

const createParser = (contentType: string): InstanceType<typeof Busboy> => {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: { files: 1, fields: 20, parts: 25, fieldNameSize: 100, fieldSize: 64 * 1_024, headerPairs: 50 },
    });
  } catch (cause) {
    throw malformed(cause);
  }
};

const malformed = (cause: unknown): StevedoreError =>
  new StevedoreError('REQUEST_INVALID', 'Cannot take the upload: its multipart body is malformed, or ends too early', {
    cause,
  });

const refuse = (why: string): StevedoreError => new StevedoreError('REQUEST_INVALID', `Cannot take the upload: ${why}`);
