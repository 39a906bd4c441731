import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';

const root = join(import.meta.dirname, '..', '..');
const MYSQL_DUMP = 'src/formats/mysql-dump';

/** The rules that files of these names and imports break. */
const brokenBy = async (files: Record<string, string>): Promise<string[]> => {
  const folder = temporaryFolder('rooms');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { tsConfig: _own, ...options } = await extractDepcruiseOptions(join(root, '.dependency-cruiser.cjs'));
  const { output } = await cruise(['src'], { ...options, baseDir: folder, validate: true });
  if (typeof output === 'string') throw new Error('the cruise has no result');
  return [...new Set(output.summary.violations.map(({ rule }) => rule.name))];
};

describe('the rooms', () => {
  it('have no circle between files, not even one of types', async () => {
    const files = {
      'src/store/a.ts': "import type { B } from './b.js'; export type A = B[];",
      'src/store/b.ts': "import type { A } from './a.js'; export type B = A | 1;",
    };
    expect(await brokenBy(files)).toEqual(['no-circle']);
  });

  it('of mysql-dump import only rooms below them', async () => {
    const files = {
      [`${MYSQL_DUMP}/scan/a.ts`]: "import { b } from '../rows/b.js'; export const a = b;",
      [`${MYSQL_DUMP}/rows/b.ts`]: 'export const b = 1;',
    };
    expect(await brokenBy(files)).toEqual(['mysql-dump-scan']);
  });

  it('of mysql-dump rest on the files beside them, which import no room', async () => {
    const files = {
      [`${MYSQL_DUMP}/a.ts`]: "import { b } from './rows/b.js'; export const a = b;",
      [`${MYSQL_DUMP}/rows/b.ts`]: 'export const b = 1;',
    };
    expect(await brokenBy(files)).toEqual(['mysql-dump-root']);
  });

  it('may import what is below them', async () => {
    const files = {
      [`${MYSQL_DUMP}/rows/a.ts`]:
        "import { b } from '../scan/b.js'; import { c } from '../c.js'; export const a = b + c;",
      [`${MYSQL_DUMP}/scan/b.ts`]: 'export const b = 1;',
      [`${MYSQL_DUMP}/c.ts`]: 'export const c = 1;',
    };
    expect(await brokenBy(files)).toEqual([]);
  });

  it('have at most twenty source files', () => {
    const files = ['src', 'console']
      .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'));
    const counts = new Map<string, number>();
    for (const { parentPath } of files) counts.set(parentPath, (counts.get(parentPath) ?? 0) + 1);
    const full = [...counts].filter(([, count]) => count > 20);
    expect(full.map(([folder]) => relative(root, folder))).toEqual([]);
  });
});
