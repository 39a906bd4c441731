import { readFileSync, statSync } from 'node:fs';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';

const lines = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim());

/** Whether the file of the last rule that fits lets it into the build. */
const isInContext = (file: string): boolean =>
  lines('.dockerignore')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .reduce((shown, line) => {
      const rule = line.replace(/^!/, '');
      return picomatch.isMatch(file, [rule, `${rule}/**`], { dot: true }) ? line.startsWith('!') : shown;
    }, true);

describe('the image', () => {
  const copied = lines('Dockerfile')
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/ +/).slice(1, -1));

  it('is built from files that .dockerignore lets through', () => {
    expect(copied.length).toBeGreaterThan(6);
    const hidden = copied.filter((name) => !isInContext(statSync(name).isDirectory() ? `${name}/cli.ts` : name));
    expect(hidden).toEqual([]);
  });

  it('has each script that the build runs', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { build: string } };
    const run = scripts.build.match(/scripts\/\S+/g) ?? [];
    expect(run.length).toBeGreaterThan(0);
    expect(run.filter((name) => !copied.includes(name))).toEqual([]);
  });
});
