import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationDoc } from './configuration-doc.js';

/** Writes docs/configuration.md from the schema that checks the file; a test fails while it is stale. */
const target = join(import.meta.dirname, '..', 'docs', 'configuration.md');
writeFileSync(target, configurationDoc());
console.log(`Wrote ${target}`);
