import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationJsonSchema, projectJsonSchema } from '../src/config/json-schema.js';

/** Writes the schemas in config/ from those that check the files; a test fails while one is stale. */
for (const [name, schema] of [
  ['stevedore.schema.json', configurationJsonSchema()],
  ['project.schema.json', projectJsonSchema()],
] as const) {
  const target = join(import.meta.dirname, '..', 'config', name);
  writeFileSync(target, `${JSON.stringify(schema, null, 2)}\n`);
  console.log(`Wrote ${target}`);
}
