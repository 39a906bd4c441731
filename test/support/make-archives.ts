import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './child-process.js';
import { DEMO_DATABASES, makeDumps } from './dump-data.js';
import type { DemoDatabase, DumpDataOptions, PerDemoDatabase } from './dump-data.js';
import { findProgram } from './find-program.js';
import { temporaryFolder } from './temporary-folder.js';

export interface MakeArchivesOptions extends DumpDataOptions {
  /** Where the archives appear: `mvdsb_<date>.zip` and `portal64_bdw_<date>.zip`. */
  readonly directory: string;
  /** `YYYYMMDD`; the archives' modification time is 01:30 UTC of that day. */
  readonly date: string;
  readonly zipPasswords: PerDemoDatabase<string>;
  /** Changes a dump before it is packed. */
  readonly editDump?: (database: DemoDatabase, dump: Buffer) => Buffer;
}

export interface MadeArchives {
  readonly archives: PerDemoDatabase<string>;
  /** The dumps that are in the archives, for a reference load; never change them. */
  readonly dumps: PerDemoDatabase<string>;
}

/** Packs the demo's dumps with passwords: `mvdsb` with ZipCrypto, `portal64_bdw` with AES-256. */
export async function makeArchives(options: MakeArchivesOptions): Promise<MadeArchives> {
  const { directory, date, zipPasswords, editDump } = options;
  const dumps: Record<DemoDatabase, string> = { ...(await makeDumps(options)) };
  if (editDump !== undefined) {
    const folder = temporaryFolder('edited');
    for (const database of DEMO_DATABASES) {
      const edited = join(folder, `${database}.sql`);
      writeFileSync(edited, editDump(database, readFileSync(dumps[database])));
      dumps[database] = edited;
    }
  }
  const made = DEMO_DATABASES.map(async (database) => {
    const archive = join(directory, `${database}_${date}.zip`);
    await packDump({
      dump: dumps[database],
      archive,
      entry: `${database}_dump.sql`,
      password: zipPasswords[database],
      method: database === 'mvdsb' ? 'ZipCrypto' : 'AES256',
      modified: new Date(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T01:30:00Z`),
    });
    return archive;
  });
  const [mvdsb = '', portal64_bdw = ''] = await Promise.all(made);
  return { archives: { mvdsb, portal64_bdw }, dumps };
}

export interface PackDumpOptions {
  readonly dump: string;
  readonly archive: string;
  /** The file's name inside the archive. */
  readonly entry: string;
  readonly password: string;
  readonly method: 'ZipCrypto' | 'AES256';
  readonly modified: Date;
}

/** Packs one dump as 7-Zip does; the archive appears in one step, complete and with its time. */
export async function packDump(options: PackDumpOptions): Promise<void> {
  const folder = temporaryFolder('pack');
  const work = join(folder, 'work');
  mkdirSync(work);
  const packed = join(folder, 'packed.zip');
  await runProgram('cp', ['--reflink=auto', options.dump, join(work, options.entry)]);
  const encryption = [`-mem=${options.method}`, `-p${options.password}`];
  await runProgram(findProgram('7z', '7zz'), ['a', '-tzip', '-mx=1', ...encryption, packed, options.entry], {
    cwd: work,
  });
  utimesSync(packed, options.modified, options.modified);
  const part = `${options.archive}.part`;
  await runProgram('cp', ['-p', packed, part]);
  renameSync(part, options.archive);
  rmSync(folder, { recursive: true, force: true });
}
