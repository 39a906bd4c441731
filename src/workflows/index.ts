export { dumpImport } from './dump-import/dump-import.js';
export { flushAgain } from './dump-import/flush-again.js';
export { launchDumpImport } from './dump-import/launch-dump-import.js';
export { rollback } from './dump-import/rollback.js';
export { maintenance } from './maintenance/maintenance.js';
export { examinePipeline } from './run/examine-pipeline.js';
export { tableImport } from './table-import/table-import.js';
export { launchRun } from './run/launch-run.js';
