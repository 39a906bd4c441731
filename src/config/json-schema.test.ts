import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { configurationJsonSchema, knownKeysAt } from './json-schema.js';

const folder = join(import.meta.dirname, '..', '..', 'config');

test('the committed JSON Schema is the one that the zod schema makes (npx tsx scripts/write-schema.ts)', () => {
  const committed: unknown = JSON.parse(readFileSync(join(folder, 'stevedore.schema.json'), 'utf8'));
  expect(committed).toEqual(JSON.parse(JSON.stringify(configurationJsonSchema())));
});

test('every key of the schema is in the example, as a setting or in a comment', () => {
  const text = readFileSync(join(folder, 'stevedore.example.yaml'), 'utf8');
  expect(parse(text)).toBeTypeOf('object');
  const blocks = [[], ...knownKeysAt([]).map((key) => [key]), ...knownKeysAt(['import']).map((key) => ['import', key])];
  const keys = blocks.flatMap((path) => knownKeysAt(path));
  expect(keys.length).toBeGreaterThan(80);
  expect(keys.filter((key) => !new RegExp(`\\b${key}:`).test(text))).toEqual([]);
});

test('knows the keys of nested blocks, lists and named pipelines', () => {
  expect(knownKeysAt(['mysql', 'loader'])).toEqual(['user', 'password']);
  expect(knownKeysAt(['import', 'database', 'target_databases', 0])).toEqual([
    'name',
    'source_name',
    'file_pattern',
    'after_load',
  ]);
  expect(knownKeysAt(['pipelines', 'archive'])).toContain('kind');
});
