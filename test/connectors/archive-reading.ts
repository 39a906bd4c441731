import { createHash } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import type { ArchiveSource, ReadOptions } from '../../src/connectors/archive-source.js';
import { openArchiveSource } from '../../src/connectors/open-archive-source.js';
import type { SftpSettings } from '../../src/contracts/connections/sftp.js';

/** Opens a source that is closed when the test ends. */
export const openForTest = async (settings: SftpSettings, signal?: AbortSignal): Promise<ArchiveSource> => {
  const source = await openArchiveSource(settings, signal === undefined ? {} : { signal });
  onTestFinished(() => source.close());
  return source;
};

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export const readAll = async (source: ArchiveSource, filename: string, options: ReadOptions): Promise<Buffer> => {
  const blocks: Buffer[] = [];
  for await (const block of source.read(filename, options)) blocks.push(block);
  return Buffer.concat(blocks);
};

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  /** Everything that could be printed of it. */
  readonly whole: string;
  /** Milliseconds. */
  readonly took: number;
}

/** The error that the work must end with. */
export const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  const started = Date.now();
  const error = await work.then(
    () => expect.fail('expected an error'),
    (thrown: unknown) => thrown as Error & Failure & { details: unknown },
  );
  const { code, message, retryable, details, stack, cause } = error;
  return {
    code,
    message,
    retryable,
    whole: JSON.stringify([message, details, stack, cause]),
    took: Date.now() - started,
  };
};

/** Reads on to the end. */
export const drain = async (reading: AsyncIterator<Buffer>): Promise<number> => {
  let length = 0;
  for (let next = await reading.next(); next.done !== true; next = await reading.next()) length += next.value.length;
  return length;
};
