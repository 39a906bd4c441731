import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationJsonSchema } from '../src/config/json-schema.js';

/** Writes config/stevedore.schema.json from the schema that checks the file; a test fails while it is stale. */
const target = join(import.meta.dirname, '..', 'config', 'stevedore.schema.json');
writeFileSync(target, `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`);
console.log(`Wrote ${target}`);
