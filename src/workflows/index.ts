export { dumpImport } from './dump-import.js';
export { launchDumpImport } from './launch-dump-import.js';
