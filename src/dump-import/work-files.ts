/** The work files of dump imports are kept as those of every kind. */
export {
  assertDiskSpace,
  FAILED_RUNS_KEPT,
  prepareWorkDirectory,
  sweepRunFiles,
  workDirectory,
} from '../connectors/disk/work-files.js';
