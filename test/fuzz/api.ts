/**
 * `npm run test:api-fuzz`: requests that /openapi.json makes possible, and many that it does not, by schemathesis. Real
 * servers, a worker whose runs end at once, a key. Twice: with any path, and with the ids of a run, a pipeline and an
 * upload that are there.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApp } from '../../src/api/create-app.js';
import { serveApp } from '../../src/api/serve-app.js';
import { NO_IMPORTS } from '../../src/api/table-import/bulk/import-deps.js';
import { createUploadFolder } from '../../src/connectors/disk/upload-folder.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { filePreviews } from '../../src/table-import/preview/preview-file.js';
import { onMariadb, openTestStore } from '../api/open-test-store.js';
import { projectDeps } from '../api/project-deps.js';
import { startFakeWorker } from '../api/start-fake-worker.js';
import { nothingStands, testPipeline, testSettings } from '../api/test-settings.js';
import { startMariadb } from '../support/mariadb-server.js';
import { startTemporal } from '../support/temporal-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const KEY = 'the-key-of-this-fuzz';
const [schemathesis = '', seed = '1'] = process.argv.slice(2);

/**
 * What no schema can say, so that a 400, 404 or 409 is due: whether a cursor is one of ours, an idempotency key in the
 * header and one in the body differ, the name of a new key is taken, its pipelines are not configured, a resource is
 * not declared, a URL names a database, a configuration is that of a project, a file or its name says what format it
 * has, or a text is JSON or the label of an encoding. A body that is too large is answered before it is read.
 */
const UNSAID = [
  ...['listRuns', 'readHistory', 'createKey', 'listRejects', 'createImport', 'replayRejects', 'importUpload'],
  ...['createProjectConnection', 'changeProjectConnection', 'createProject', 'changeProject', 'importProject'],
  ...['listExports', 'createExport', 'triggerSync'],
  ...['listDatabaseJobs', 'exportDatabase', 'syncDatabases', 'importDatabase'],
  ...['verifyAudit', 'createUpload', 'previewUpload'],
  ...['startRun', 'startPipeline', 'rollbackPipeline', 'verifyPipeline', 'retryRun'],
];

/** Their addresses are those of a reject or a sync too, which take other methods. */
const BESIDE_A_PARAMETER = ['replayRejects', 'triggerSync', 'resumeSyncs', 'retrySyncs', 'cleanUpSyncs'];

/** Their `id` is an upload's, where there is one. */
const OF_UPLOADS = ['readUpload', 'previewUpload', 'importUpload'];

const operation = (id: string, upload: string): string => `[[operations]]
include-operation-id = "${id}"
${OF_UPLOADS.includes(id) && upload !== '' ? `parameters = { id = "${upload}" }` : ''}
[operations.checks]
${UNSAID.includes(id) ? 'positive_data_acceptance.enabled = false' : ''}
${BESIDE_A_PARAMETER.includes(id) ? 'allow_header_conformance.enabled = false' : ''}
`;

const configOf = (upload: string): string => `[checks]
negative_data_rejection.expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "5xx"]
${[...new Set([...UNSAID, ...BESIDE_A_PARAMETER, ...OF_UPLOADS])].map((id) => operation(id, upload)).join('\n')}`;

const [temporal, mariadb] = await Promise.all([startTemporal(), startMariadb()]);
const worker = await startFakeWorker(temporal.address);
const { store, seen } = await openTestStore(onMariadb(mariadb), [randomBytes(32)]);
const client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
const settings = testSettings([testPipeline(), testPipeline({ name: 'off', enabled: false })], KEY);
const failures: unknown[] = [];
/** A busy machine has a store that answers late: what was to be recorded is then, with the next request. */
const isLate = ({ err }: { readonly err?: { readonly code?: string; readonly message?: string } }): boolean =>
  err?.code === 'STORE_UNREACHABLE' && err.message?.includes('no answer within') === true;
let late = 0;
const logger = {
  info: () => undefined,
  warn: () => undefined,
  error: (fields: object, message: string) => (isLate(fields) ? late++ : failures.push({ message, ...fields })),
};
const app = createApp({
  runs: createRunClient(client),
  store: seen,
  settings,
  logger,
  readGenerations: nothingStands,
  projects: projectDeps,
  imports: {
    ...NO_IMPORTS,
    uploads: createUploadFolder({ directory: temporaryFolder('api-fuzz-uploads'), maxBytes: 1_048_576 }),
    previews: filePreviews,
  },
});
const server = await serveApp(app, settings.api);

const fuzz = async (name: string, parameters = '', upload = ''): Promise<number> => {
  const folder = temporaryFolder('api-fuzz');
  const config = join(folder, 'schemathesis.toml');
  writeFileSync(config, `${parameters}\n${configOf(upload)}`);
  process.stdout.write(`\n== ${name}, seed ${seed}\n`);
  const child = spawn(
    schemathesis,
    [
      '--config-file',
      config,
      '--no-color',
      'run',
      `${server.url}/openapi.json`,
      '--header',
      `Authorization: Bearer ${KEY}`,
    ]
      // Their answers have no end.
      .concat(['--exclude-operation-id', 'watchRun', '--exclude-operation-id', 'watchRuns'])
      // What the others ask for would be gone.
      .concat(upload === '' ? [] : ['--exclude-operation-id', 'discardUpload'])
      .concat(['--max-examples', '60', '--seed', seed, '--generation-database', 'none', '--continue-on-failure']),
    { cwd: folder, stdio: 'inherit' },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
};

let code = 1;
try {
  const started = await app.request('/api/v1/runs', {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ pipeline: 'import', by: 'waits' }),
  });
  const { run_id: runId } = (await started.json()) as { run_id: string };
  const uploaded = await app.request('/api/v1/uploads', {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'text/csv' },
    body: 'id,name\n1,one\n2,two\n',
  });
  const { id: upload } = (await uploaded.json()) as { id: string };
  const there = `[parameters]\nid = "${runId}"\nname = "import"\n`;
  const codes = [await fuzz('any path'), await fuzz('a run, a pipeline and an upload that are there', there, upload)];
  if (late > 0) console.error(`the store answered late ${late} times`);
  for (const failure of failures) console.error('answered as an error of the server:', failure);
  code = Math.max(...codes, failures.length > 0 ? 1 : 0);
} finally {
  await server.close();
  await worker.kill9();
  await client.connection.close();
  await store.close();
  await mariadb.stop();
  await temporal.stop();
}
process.exit(code);
