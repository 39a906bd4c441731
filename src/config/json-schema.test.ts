import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { configurationJsonSchema, knownKeysAt, knownKeysIn, projectJsonSchema } from './json-schema.js';

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

test('the committed schema of projects is the one that the zod schema makes, and each of its keys is in the example', () => {
  const committed: unknown = JSON.parse(readFileSync(join(folder, 'project.schema.json'), 'utf8'));
  expect(committed).toEqual(JSON.parse(JSON.stringify(projectJsonSchema())));
  const text = readFileSync(join(folder, 'example_project.yaml'), 'utf8');
  const own = [[], ['sftp'], ['table_naming'], ['callback']].flatMap((path) => knownKeysIn(projectJsonSchema(), path));
  const ofSeed = ['file_pattern', 'target_table', 'primary_key', 'column_mapping', 'rebuild_table', 'delimiter'];
  const keys = [...own, ...ofSeed, 'encoding', 'skiprows', 'db_schema', 'env_var', 'on_new_columns', 'empty_as_null'];
  expect(keys.filter((key) => key !== 'timeout' && !new RegExp(`\\b${key}:`).test(text))).toEqual([]);
});
