export { dumpImport } from './dump-import.js';
export { launchDumpImport } from './launch-dump-import.js';
export { rollback } from './rollback.js';
