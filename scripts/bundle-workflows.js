// Builds the workflow bundle that workers run and replay tests replay. Fails when a workflow reaches for Node or an
// activity's code.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

const root = join(import.meta.dirname, '..');
const quiet = { trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error, log() {} };
const { code } = await bundleWorkflowCode({
  workflowsPath: createRequire(import.meta.url).resolve(join(root, 'dist', 'workflows', 'index.js')),
  logger: quiet,
});
await writeFile(join(root, 'dist', 'workflow-bundle.js'), code);
