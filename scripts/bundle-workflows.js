// Builds the workflow bundle that workers run and replay tests replay. Fails when a workflow reaches for Node or an
// activity's code.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

const root = join(import.meta.dirname, '..');
const quiet = { trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error, log() {} };
const resolve = createRequire(import.meta.url).resolve;
const workflowsPath = resolve(join(root, 'dist', 'workflows', 'index.js'));
const { code } = await bundleWorkflowCode({ workflowsPath, logger: quiet });
await writeFile(join(root, 'dist', 'workflow-bundle.js'), code);
// The same workflows, whose spans are handed out: loaded only where traces are asked for.
const traced = await bundleWorkflowCode({
  workflowsPath,
  workflowInterceptorModules: [resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors')],
  logger: quiet,
});
await writeFile(join(root, 'dist', 'workflow-bundle-traced.js'), traced.code);
