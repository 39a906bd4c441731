import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const cases = [
  ...readFileSync(join(root, 'test/cases/README.md'), 'utf8').matchAll(
    /^\| ((?:dumps|runs)\/[^|]+) \| (\S+\.test\.ts) \| ([^|]+) \|$/gm,
  ),
].map(([, name = '', test = '', title = '']) => ({ name, test, title }));

describe('the table of cases', () => {
  it.each(cases)('names the test of $name', ({ test, title }) => {
    expect(readFileSync(join(root, test), 'utf8').replaceAll("\\'", "'")).toContain(title);
  });

  it('leaves out no case, and has each number of a folder', () => {
    const files = ['dumps', 'runs'].flatMap((folder) =>
      readdirSync(join(root, 'test/cases', folder)).map((file) => `${folder}/${file.replace(/\.sql$/, '')}`),
    );
    const names = cases.map(({ name }) => name);
    expect(files.filter((file) => !names.includes(file))).toEqual([]);
    const numbers = (folder: string) => [
      ...new Set(names.filter((name) => name.startsWith(folder)).map((name) => Number(/\d+/.exec(name)?.[0]))),
    ];
    // There never was a dump of number 14.
    expect(numbers('dumps')).toEqual([...Array.from({ length: 13 }, (_, at) => at + 1), 15, 16, 17, 18]);
    expect(numbers('runs')).toEqual(Array.from({ length: 16 }, (_, at) => at + 1));
  });

  it('finds each dump by its name in the test of its folder', () => {
    const text = readFileSync(join(root, 'test/cases/dumps.test.ts'), 'utf8');
    expect(
      readdirSync(join(root, 'test/cases/dumps')).filter((file) => !text.includes(file.replace(/\.sql$/, ''))),
    ).toEqual([]);
  });
});
