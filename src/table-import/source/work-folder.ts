/** Where a run keeps its files; see connectors/disk. */
export { removeRunFiles, sweepRunFiles, workDirectory } from '../../connectors/disk/work-files.js';
