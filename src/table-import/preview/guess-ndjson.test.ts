import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { guessNdjson } from './guess-ndjson.js';

const guess = (content: string) => {
  const file = join(temporaryFolder('guess'), 'a.ndjson');
  writeFileSync(file, content);
  return guessNdjson(file);
};

it('finds names and types of objects, and tells lines that are none', async () => {
  const found = await guess('{"id":1,"tags":["a"]}\n[1]\n{"id":2,"on":"2026-01-02"}\n');
  expect(found.columns.map(({ name, type, filled }) => [name, type, filled])).toEqual([
    ['id', 'integer', true],
    ['tags', 'text', false],
    ['on', 'date', false],
  ]);
  expect(found.rows).toEqual([
    ['1', '["a"]', null],
    ['2', null, '2026-01-02'],
  ]);
  expect(found.doubts.map(({ code, values }) => [code, values])).toEqual([['not_json', { lines: '1' }]]);
});

it('leaves out the line that the beginning of a long file cuts', async () => {
  const found = await guess(`${`${JSON.stringify({ id: 1, text: 'x'.repeat(100) })}\n`.repeat(2_000)}`);
  expect([found.rows.length, found.doubts]).toEqual([20, []]);
});
