import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { httpApiDoc } from './http-api-doc.js';

/** Writes docs/reference/http-api.md from the routes; a test fails while it is stale. */
const target = join(import.meta.dirname, '..', 'docs', 'reference', 'http-api.md');
writeFileSync(target, await httpApiDoc());
console.log(`Wrote ${target}`);
