import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/contracts/runs/run-record.js';
import { COPIED_TABLES } from '../../src/store/copy/copied-tables.js';
import { copyStore } from '../../src/store/copy/copy-store.js';
import type { CopyProgress } from '../../src/store/copy/copy-store.js';
import { createStore } from '../../src/store/create-store.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';
import { addNotification } from './add-notification.js';
import { openStore } from './open-store.js';
import { addProjectRows } from './project-rows.js';

/** From each kind of server to each, its own kind among them. */
const WAYS = STORE_SERVERS.flatMap(([from]) => STORE_SERVERS.map(([to]) => [from, to] as const));
const servers = new Map<string, StoreServer>();

beforeAll(async () => {
  await Promise.all(STORE_SERVERS.map(async ([name, start]) => servers.set(name, await start({ odd: true }))));
});
afterAll(() => Promise.all([...servers.values()].map((server) => server.stop())));

const record = (runId: string, changes: Partial<RunRecord> = {}): RunRecord => ({
  kind: 'dump-import',
  runId,
  pipeline: 'import',
  workflowId: 'dump-import/import',
  trigger: 'schedule',
  startedBy: 'Jürgen 🚢 \\ \' "',
  startedAt: '2026-01-02T03:04:05.678Z',
  status: 'running',
  attempts: 0,
  warnings: ["it's\\so", '\0'],
  ...changes,
});

/** A store with what stores have, and odd content. */
const fill = async (server: StoreServer, name: string): Promise<void> => {
  const store = await openStore(server, name, { secretKeys: [Buffer.alloc(32)] });
  await store.migrate();
  for (const runId of ['b', 'A', 'ä', 'a']) await store.runs.open(record(runId));
  await store.runs.close('a', {
    status: 'failed',
    completedAt: '2026-01-02T04:00:00.001Z',
    errorCode: 'PROOF_FAILED',
    error: 'x'.repeat(16_000),
    generation: 2 ** 40,
  });
  await store.runs.open(record('before the summer', { startedAt: '2026-03-29T01:30:00.000Z', startedBy: '' }));
  const lines = Array.from({ length: 1_234 }, (_, index) => ({
    timestamp: '2026-01-02T03:04:05.678Z',
    level: 'INFO' as const,
    step: 'download' as const,
    message: `line ${index} 🚢`,
    ...(index % 3 === 0 ? { error: '', file_size: 2 ** 50, duration: '1s' } : {}),
  }));
  await store.logs.append('a', 1, lines);
  await server.query(`DELETE FROM ${name}.log_lines WHERE message LIKE 'line 7%'`);
  await store.generations.add({
    pipeline: 'import',
    generation: 7,
    runId: 'a',
    publishedAt: '2026-01-02T03:59:59.999Z',
    databases: ['mvdsb'],
    archives: [],
    tables: 12,
    rows: 4_300_000_000,
  });
  const key = { role: 'viewer', createdAt: '2026-01-02T03:04:05.678Z', createdBy: 'anna' } as const;
  await store.keys.add(
    { ...key, id: 'b', name: 'ci', pipelines: ['import'], expiresAt: '2027-01-01T00:00:00.000Z' },
    '00',
  );
  await store.keys.add({ ...key, id: 'A', name: 'CI' }, '01');
  const request = { keyHash: 'k', requestHash: 'r', startId: 's', createdAt: '2026-01-02T03:04:05.678Z' };
  await store.starts.claim(request, '2026-01-01T00:00:00.000Z');
  await store.starts.answer('k', { body: { run_id: 'ä' } });
  const entry = { at: '2026-01-02T03:04:05.678Z', by: 'ci', role: 'operator', outcome: 'done', status: 202 } as const;
  await store.audit.add({ ...entry, id: '1', action: 'startRun', pipeline: 'import', runId: 'a' });
  await store.audit.add({
    ...entry,
    id: '2',
    action: 'createKey',
    keyId: 'b',
    subject: 'x',
    code: 'c',
    requestId: 'q',
  });
  await store.keys.revoke('A', '2026-01-02T03:04:06.001Z', 'Jürgen');
  const counts = { total: 0, processed: 0, succeeded: 0, failed: 0, errors: [] };
  const importJob = { idempotencyKey: 'i', resource: 'users', format: 'csv', path: '/ä.csv', host: 'h' } as const;
  await store.importJobs.claim(
    { ...importJob, ...counts, id: 'j', createdAt: '2026-01-02T03:04:05.678Z', askedBy: 'ci', status: 'pending' },
    { keyHash: 'k', requestHash: 'r' },
  );
  const exportJob = {
    idempotencyKey: 'e',
    request: { resource: 'ä', format: 'csv' },
    host: 'h',
    askedBy: 'ci',
  } as const;
  await store.exportJobs.claim(
    { ...exportJob, id: 'e', status: 'pending', total: 0, readsSecrets: true, createdAt: '2026-01-02T03:04:05.678Z' },
    { keyHash: 'k', requestHash: 'r' },
  );
  const exportFile = { name: 'ä', file: 'ä.csv', path: '/ä.csv', host: 'h', rows: 1, bytes: 2, sha256: '0' } as const;
  const ofRun = { runId: 'a', pipeline: 'exports', createdAt: '2026-01-02T03:04:05.678Z' };
  await store.exportFiles.add({ ...exportFile, ...ofRun, hasSecrets: true });
  await store.exportJobs.complete('e', exportFile);
  const apiRequest = { endpoint: '/v1/imports', method: 'POST', status: 202, durationMs: 1, rows: 0, errors: 0 };
  await store.importedFiles.save({
    runId: 'a',
    fileNo: 1,
    pipeline: 'nightly',
    source: 'sftp:files:/out/a.csv',
    name: 'a.csv',
    size: 12,
    modTime: '2026-01-02T03:04:05.000Z',
    checksum: 'sha256:00',
    connection: 'main',
    table: 'public.a',
    state: 'done',
    at: '2026-01-02T03:05:00.000Z',
    reading: { format: 'csv', header: 'id\n' },
  });
  const own = { tables: [], seen: 'again', connections: [], createdAt: '2026-01-02T03:04:05.678Z' } as const;
  await store.definitions.add({ id: 'a', label: 'ß 🚢', ...own });
  await store.secrets.put('definition/a', 'value');
  const session = { proof: 'p', createdAt: '2026-01-02T03:04:05.678Z', expiresAt: '2026-01-02T15:04:05.678Z' };
  await store.sessions.add(session, 't');
  await addProjectRows(store);
  await addNotification(store);
  await store.apiMetrics.add([{ ...apiRequest, requestId: 'q', at: '2026-01-02T03:04:05.678Z' }]);
  await store.close();
};

/** Everything that a store answers. */
const readAll = async (server: StoreServer, name: string) => {
  const store = createStore(server.settings(name));
  const runs = await store.runs.list({ limit: 500 });
  const logs = await store.logs.list({ limit: 10_000 });
  const generations = await store.generations.list('import');
  const keys = await store.keys.list();
  const audit = await store.audit.list();
  const start = await store.starts.claim(
    { keyHash: 'k', requestHash: '', startId: '', createdAt: '2026-01-03T00:00:00.000Z' },
    '2026-01-01T00:00:00.000Z',
  );
  const installation = await store.installation();
  const imports = await store.importJobs.list({ limit: 500, offset: 0 });
  const exports = await store.exportJobs.list({ limit: 500, offset: 0 });
  const exportFile = await store.exportFiles.get('ä.csv');
  const definition = await store.definitions.get('a');
  const projects = [await store.projectConnections.list(), await store.projects.list()];
  const job = await store.projectJobs.get('j');
  const session = [await store.sessions.byTokenHash('t'), await store.notifications.list()];
  const chain = await store.audit.verify();
  await store.close();
  return {
    runs,
    logs,
    generations,
    keys,
    audit,
    chain,
    start,
    installation,
    imports,
    exports,
    exportFile,
    definition,
    projects,
    job,
    session,
  };
};

describe.each(WAYS)('a store that moves from %s to %s', (fromName, toName) => {
  const name = `from_${fromName.toLowerCase()}_to_${toName.toLowerCase()}`;
  const target = `${name}_copy`;
  const ends = () => [servers.get(fromName), servers.get(toName)] as [StoreServer, StoreServer];

  test('is the same there in everything, including its installation and its numbers, and continues from there', async () => {
    const [from, to] = ends();
    await fill(from, name);
    await to.create(target);
    const progress: CopyProgress[] = [];
    const report = await copyStore(from.settings(name), to.settings(target), {
      onProgress: (each) => void progress.push(each),
    });
    const [before, after] = [await readAll(from, name), await readAll(to, target)];
    expect(after).toEqual(before);
    expect(before.logs.length).toBeGreaterThan(1_000);
    expect(report.tables.map(({ table, rows }) => [table, rows])).toEqual([
      ['installation', 1],
      ['runs', 5],
      ['generations', 1],
      ['api_keys', 2],
      ['console_sessions', 1],
      ['run_tallies', 0],
      ['start_requests', 1],
      ['audit_entries', 2],
      ['audit_chain', 1],
      ['import_jobs', 1],
      ['export_jobs', 1],
      ['export_files', 1],
      ['api_metrics', 1],
      ['imported_files', 1],
      ['import_definitions', 1],
      ['secrets', 1],
      ['cpi_connections', 1],
      ['cpi_projects', 1],
      ['cpi_jobs', 1],
      ['cpi_job_files', 2],
      ['cpi_job_errors', 2],
      ['notifications', 1],
      ['log_lines', before.logs.length],
    ]);
    expect(progress.filter(({ done }) => done).map(({ step, table }) => `${step} ${table}`)).toEqual(
      ['copy', 'verify'].flatMap((step) => COPIED_TABLES.map((table) => `${step} ${table.name}`)),
    );
    const store = createStore(to.settings(target));
    await store.migrate();
    await store.logs.append('a', 2, [
      { timestamp: '2026-01-02T03:04:05.678Z', level: 'INFO', step: 'download', message: 'next' },
    ]);
    const [last] = await store.logs.list({ runId: 'a', tail: true, limit: 1 });
    expect(last?.message).toBe('next');
    expect(last?.seq).toBeGreaterThan(before.logs.at(-1)?.seq ?? Infinity);
    await store.close();
  });

  test('is refused where the target has rows, and nothing there is touched', async () => {
    const [from, to] = ends();
    const found = await readAll(to, target);
    await expect(copyStore(from.settings(name), to.settings(target))).rejects.toMatchObject({
      code: 'STORE_COPY_REFUSED',
      message: expect.stringContaining('the target is not empty: its table "runs" has rows') as string,
    });
    expect(await readAll(to, target)).toEqual(found);
  });

  test('is not used while its copy has not ended, and is whole when the copy is repeated', async () => {
    const [from, to] = ends();
    const again = `${name}_again`;
    await to.create(again);
    const interrupt = new AbortController();
    const stopInTheMiddle = ({ table, rows }: CopyProgress) => {
      if (table === 'log_lines' && rows > 0) interrupt.abort();
    };
    const copy = copyStore(from.settings(name), to.settings(again), {
      signal: interrupt.signal,
      onProgress: stopInTheMiddle,
    });
    await expect(copy).rejects.toMatchObject({ code: 'STORE_COPY_REFUSED' });
    expect(Number(await to.query(`SELECT COUNT(*) FROM ${again}.log_lines`))).toBeGreaterThan(0);
    const store = createStore(to.settings(again));
    await expect(store.migrate()).rejects.toMatchObject({
      message: expect.stringContaining('a copy into it has not ended') as string,
    });
    await store.close();
    await copyStore(from.settings(name), to.settings(again));
    expect(await readAll(to, again)).toEqual(await readAll(from, name));
  });

  test('is refused while a program has it open', async () => {
    const [from, to] = ends();
    const store = createStore(from.settings(name));
    await store.ping();
    const other = `${name}_other`;
    await to.create(other);
    await expect(copyStore(from.settings(name), to.settings(other))).rejects.toMatchObject({
      code: 'STORE_COPY_REFUSED',
      message: expect.stringContaining('other programs have the source open (1 sessions)') as string,
    });
    await store.close();
  });

  test('is reported if a program writes to it meanwhile', async () => {
    const [from, to] = ends();
    const changed = `${name}_changed`;
    await to.create(changed);
    const write = async ({ step, table, done }: CopyProgress) => {
      if (step === 'copy' && table === 'runs' && done)
        await from.query(`UPDATE ${name}.runs SET attempts = attempts + 1 WHERE run_id = 'b'`);
    };
    await expect(copyStore(from.settings(name), to.settings(changed), { onProgress: write })).rejects.toMatchObject({
      code: 'STORE_COPY_DIFFERS',
      message: expect.stringContaining('the source was changed while it was copied (table "runs"') as string,
    });
  });
});

test.each(STORE_SERVERS.map(([name]) => name))('every table that migrations make on %s is copied', async (name) => {
  const server = servers.get(name) as StoreServer;
  const store = await openStore(server, 'complete');
  await store.migrate();
  const tables = await server.query(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'complete' AND table_name NOT LIKE 'store%'",
  );
  expect(COPIED_TABLES.map((table) => table.name).sort()).toEqual(tables.split('\n').sort());
  await store.close();
});

test('a store is not copied to itself, and nothing is not copied', async () => {
  const [[, server] = []] = [...servers];
  const settings = (server as StoreServer).settings('itself');
  await expect(copyStore(settings, settings)).rejects.toMatchObject({ code: 'STORE_COPY_REFUSED' });
  await server?.create('nothing');
  await server?.create('nowhere');
  await expect(
    copyStore((server as StoreServer).settings('nothing'), (server as StoreServer).settings('nowhere')),
  ).rejects.toMatchObject({
    message: expect.stringContaining('the source holds no store') as string,
  });
});
