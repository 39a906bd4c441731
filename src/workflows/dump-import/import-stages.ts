import type { RemoteArchive } from '../../contracts/dump-import/archive.js';
import type { DumpImportDetail, ImportFiles, ImportStep } from '../../contracts/dump-import/snapshot.js';
import { filesOf, NO_FILES } from '../../contracts/dump-import/snapshot.js';
import { STAGE_PROGRESS } from '../../contracts/dump-import/stage-progress.js';
import type { Stage } from '../../contracts/dump-import/stage-progress.js';
import type { RunStatus } from '../run/run-status.js';

/** What an attempt shows of its databases. */
export interface ImportStages {
  readonly remoteFiles: (files: readonly { archive: RemoteArchive; isNewer: boolean }[]) => void;
  /** A database has reached a stage; the progress of the run is the average of all. */
  readonly reach: (database: string, stage: Stage, file?: string) => void;
}

/** What an attempt begins with: what the source had is still true, what was done is done again. */
export const filesAtStart = (before: DumpImportDetail | undefined): DumpImportDetail => ({
  files: { ...NO_FILES, remote: before?.files.remote ?? [] },
});

export const trackStages = (status: RunStatus<DumpImportDetail>, databases: readonly string[]): ImportStages => {
  const stages = new Map<string, Stage>();
  const stageOf = (name: string): Stage => stages.get(name) ?? 'downloading';
  const show = (step: ImportStep, progress: number, files: ImportFiles) => status.show(step, progress, { files });
  return {
    remoteFiles: (files) =>
      status.tell({
        files: {
          ...filesOf(status.snapshot()),
          remote: files.map(({ archive: { filename, size, modTime }, isNewer }) => ({
            filename,
            size,
            modTime,
            isNewer,
          })),
        },
      }),
    reach: (database, stage, file) => {
      stages.set(database, stage);
      const before = filesOf(status.snapshot());
      const files = file === undefined ? before : withFile(before, stage, file);
      const current = databases.map(stageOf);
      const progress = Math.floor(
        current.reduce((sum, one) => sum + STAGE_PROGRESS[one], 0) / Math.max(1, databases.length),
      );
      const first = STAGES.find((one) => current.includes(one)) ?? 'downloading';
      const behind = databases.find((name) => stageOf(name) === first) ?? database;
      show(first === 'importing' || first === 'proved' ? `importing_database_${behind}` : first, progress, files);
    },
  };
};

const STAGES = Object.keys(STAGE_PROGRESS) as Stage[];

/** Reaching a stage proves the one before: the archive is complete once its extraction begins. */
const withFile = (files: ImportFiles, stage: Stage, file: string): ImportFiles => {
  switch (stage) {
    case 'downloading':
      return files;
    case 'extracting':
      return { ...files, downloaded: [...files.downloaded, file] };
    case 'importing':
      return { ...files, extracted: [...files.extracted, file] };
    case 'proved':
      return { ...files, imported: [...files.imported, file] };
  }
};
