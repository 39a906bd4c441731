import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ZipLimits } from '../../src/connectors/zip/zip-archive.js';
import { isStevedoreError } from '../../src/contracts/errors.js';
import { openZipFile } from './open-zip-file.js';
import { temporaryFolder } from './temporary-folder.js';

export const ZIP_LIMITS: ZipLimits = { maxEntries: 1_000, maxBytes: 1e12, maxRatio: 200 };

/** Text that deflates to about a third, several blocks of 1 MiB long. */
export const ZIPPED_TEXT = Buffer.from(
  Array.from({ length: 60_000 }, (_, i) => `(${i},'row ${(i * 2_654_435_761) % 4_294_967_296}','ä\\'ö'),`).join('\n'),
);

export interface UnpackZipOptions {
  readonly password?: string;
  /** @default the first file */
  readonly name?: string;
  readonly limits?: Partial<ZipLimits>;
}

/** The bytes of one entry of a ZIP file. */
export const unpackZip = async (file: string, options: UnpackZipOptions = {}): Promise<Buffer> => {
  const { password, name, limits } = options;
  const archive = await openZipFile(file, { label: 'a.zip', limits: { ...ZIP_LIMITS, ...limits } });
  try {
    const entry = archive.entries.find((one) => one.kind === 'file' && one.name === (name ?? one.name));
    if (entry === undefined) throw new Error('no such entry');
    const pieces: Buffer[] = [];
    for await (const piece of archive.read(entry, password === undefined ? {} : { password })) pieces.push(piece);
    return Buffer.concat(pieces);
  } finally {
    await archive.close();
  }
};

/** The code that a promise is refused with; `no error` where it is not. */
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (isStevedoreError(error) ? error.code : `not ours: ${String(error)}`),
  );

/** A file of these bytes, which goes with the test file's other folders. */
export const zipFileOf = (bytes: Buffer): string => {
  const file = join(temporaryFolder('crafted'), 'a.zip');
  writeFileSync(file, bytes);
  return file;
};
