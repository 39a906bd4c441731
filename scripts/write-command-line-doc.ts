import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineDoc } from './command-line-doc.js';

/** Writes docs/reference/command-line.md from the commands; a test fails while it is stale. */
const target = join(import.meta.dirname, '..', 'docs', 'reference', 'command-line.md');
writeFileSync(target, commandLineDoc());
console.log(`Wrote ${target}`);
