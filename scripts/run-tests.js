/**
 * `node scripts/run-tests.js PROJECT [vitest's arguments]`: runs a project of vitest.config.ts. Files that failed are
 * run once more, alone: on a small machine a server beside others can be too late. It is said which ones were green
 * only then, and it counts as a failure where more than three files failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const MOST = 3;
const VITEST = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
const [project, ...args] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'stevedore-run-tests-'));
const report = join(folder, 'report.json');

/** @param {string[]} more */
const vitest = (more) =>
  spawnSync(process.execPath, [VITEST, 'run', '--project', project ?? '', ...more], { stdio: 'inherit' }).status ?? 1;

const failedFiles = () => {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return testResults.filter(({ status }) => status !== 'passed').map(({ name }) => relative(process.cwd(), name));
  } catch {
    // Vitest itself did not come to its end.
    return [];
  }
};

let code = vitest([...args, '--reporter=default', '--reporter=json', `--outputFile=${report}`]);
const failed = code === 0 ? [] : failedFiles();
rmSync(folder, { recursive: true, force: true });
if (failed.length > 0 && failed.length <= MOST) {
  console.log(`\n== once more, alone: ${failed.join(', ')}`);
  code = vitest([...failed, '--no-file-parallelism']);
  if (code === 0) console.log(`\n== failed beside others, green alone: ${failed.join(', ')}`);
}
process.exit(code);
