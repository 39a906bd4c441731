// Builds the workflow bundle that workers run and replay tests replay. Fails when a workflow reaches for Node or an
// activity's code.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

const MAP = '//# sourceMappingURL=data:application/json;charset=utf-8;base64,';
const root = join(import.meta.dirname, '..');
const quiet = { trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error, log() {} };
const resolve = createRequire(import.meta.url).resolve;
const workflowsPath = resolve(join(root, 'dist', 'workflows', 'index.js'));
const { code } = await bundleWorkflowCode({ workflowsPath, logger: quiet });
await writeFile(join(root, 'dist', 'workflow-bundle.js'), slim(code));
// The same workflows, whose spans are handed out: loaded only where traces are asked for.
const traced = await bundleWorkflowCode({
  workflowsPath,
  workflowInterceptorModules: [resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors')],
  logger: quiet,
});
await writeFile(join(root, 'dist', 'workflow-bundle-traced.js'), slim(traced.code));

/**
 * A worker's thread for workflows holds the whole text. V8 takes one byte for each character, not two, if all are
 * ASCII; and of the map only the lines that it names are used, not the sources that it holds.
 */
function slim(bundle) {
  const at = bundle.lastIndexOf(MAP);
  if (at < 0) throw new Error('The bundle of the workflows ends without its source map');
  const map = JSON.parse(Buffer.from(bundle.slice(at + MAP.length), 'base64').toString());
  delete map.sourcesContent;
  const text = bundle.slice(0, at).replaceAll(/[^\0-\x7f]/g, escaped);
  return `${text}${MAP}${Buffer.from(JSON.stringify(map)).toString('base64')}`;
}

function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
