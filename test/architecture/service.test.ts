import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';

const ANALYZE = '/usr/bin/systemd-analyze';
const hasSystemd = (() => {
  try {
    execFileSync(ANALYZE, ['--version']);
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasSystemd)('config/stevedore@.service', () => {
  let folder: string;
  // Not where they are skipped: nobody would remove it.
  beforeAll(() => {
    folder = temporaryFolder('service');
  });
  const written = (name: string): string => {
    const file = join(folder, name);
    const unit = readFileSync('config/stevedore@.service', 'utf8');
    writeFileSync(file, unit.replace('/usr/local/bin/stevedore', process.execPath));
    return file;
  };

  it('is a unit that systemd understands', () => {
    written('stevedore@.service');
    const { status, stderr } = spawnSync(ANALYZE, ['verify', join(folder, 'stevedore@server.service')]);
    expect([status, stderr.toString()]).toEqual([0, '']);
  });

  it('leaves the program few rights', () => {
    const report = execFileSync(ANALYZE, ['security', '--offline=true', written('stevedore.service')]).toString();
    const [, exposure] = /exposure level for \S+: (\d+\.\d)/.exec(report) ?? [];
    expect(Number(exposure)).toBeLessThanOrEqual(1.5);
  });
});
