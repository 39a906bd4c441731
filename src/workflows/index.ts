export { dumpImport } from './dump-import/dump-import.js';
export { flushAgain } from './dump-import/flush-again.js';
export { launchDumpImport } from './run/launch-dump-import.js';
export { rollback } from './dump-import/rollback.js';
