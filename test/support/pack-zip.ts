import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram } from './child-process.js';
import { findProgram } from './find-program.js';

export interface PackZipOptions {
  readonly files: Readonly<Record<string, Buffer | string>>;
  readonly password?: string;
  /** @default 'ZipCrypto' where there is a password */
  readonly encryption?: 'ZipCrypto' | 'AES128' | 'AES192' | 'AES256';
  /** Stored instead of deflated. */
  readonly store?: boolean;
  /** 7-Zip's name of the compression. @default 'Deflate' */
  readonly compression?: string;
}

/** Packs files with 7-Zip in a new folder below `folder`; the archive's path. */
export async function packZip(folder: string, options: PackZipOptions): Promise<string> {
  const { files, password, encryption = 'ZipCrypto', store = false, compression = 'Deflate' } = options;
  const work = mkdtempSync(join(folder, 'pack-'));
  for (const [name, content] of Object.entries(files)) {
    const path = join(work, 'files', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const archive = join(work, 'archive.zip');
  const how = store ? ['-mx=0'] : ['-mx=1', `-mm=${compression}`];
  const secret = password === undefined ? [] : [`-mem=${encryption}`, `-p${password}`];
  await runProgram(findProgram('7z', '7zz'), ['a', '-tzip', '-mcu=on', ...how, ...secret, archive, '.'], {
    cwd: join(work, 'files'),
  });
  return archive;
}
