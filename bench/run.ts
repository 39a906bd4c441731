import { benchExport } from './export.js';
import { benchIndex } from './index-speed.js';
import { benchLoad } from './load.js';
import { benchLongevity } from './longevity.js';
import { benchMemory } from './memory.js';
import { benchScale } from './scale.js';
import { benchStatus } from './status.js';
import { benchSync } from './sync.js';
import { benchSyncExport } from './sync-export.js';
import { benchTables } from './tables.js';
import { benchVerify } from './verify.js';
import { benchWatchers } from './watchers.js';
import { benchWholeRun } from './whole-run.js';

/**
 * `npm run bench -- export|index|load|longevity|memory|run|scale|status|sync|sync-export|tables|verify|watchers` with
 * options: see bench/README.md.
 */
const benches = {
  export: benchExport,
  index: benchIndex,
  load: benchLoad,
  longevity: benchLongevity,
  memory: benchMemory,
  run: benchWholeRun,
  scale: benchScale,
  status: benchStatus,
  sync: benchSync,
  'sync-export': benchSyncExport,
  tables: benchTables,
  verify: benchVerify,
  watchers: benchWatchers,
};

const [name = '', ...args] = process.argv.slice(2);
if (!(name in benches)) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join('|')} [options]`);
  process.exit(2);
}
process.exit(await benches[name as keyof typeof benches](args));
