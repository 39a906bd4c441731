export { dumpImport } from './dump-import.js';
export { flushAgain } from './flush-again.js';
export { launchDumpImport } from './launch-dump-import.js';
export { rollback } from './rollback.js';
