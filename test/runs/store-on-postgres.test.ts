import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MadeArchives } from '../support/make-archives.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import type { ProductProcess } from '../support/worker-process.js';

const PASSWORD = 'canary-store-4711';
let portal: Portal;
let postgres: PostgresServer;
let archives: MadeArchives;
let programs: ProductProcess[] = [];
const outputs: string[] = [];

beforeAll(async () => {
  [portal, postgres] = await Promise.all([startPortal(), startPostgres()]);
  archives = await portal.makeArchives();
  await postgres.query(`CREATE ROLE keeper LOGIN PASSWORD '${PASSWORD}'`);
  await postgres.query('CREATE DATABASE records');
  portal.configure({ store: { url: `postgres://keeper:${PASSWORD}@127.0.0.1:${postgres.port}/records` } });
});
afterAll(async () => {
  await portal?.stop();
  await postgres?.stop();
});

const cli = async (...args: string[]) => {
  const result = await portal.cli(...args);
  outputs.push(result.stdout, result.stderr);
  return result;
};
const recorded = (sql: string) => postgres.query(sql, 'records');

describe('an installation whose store is on PostgreSQL', () => {
  it('says what the store needs, and imports once it has it', async () => {
    const before = await cli('check');
    expect(before.stdout).toContain('fail  store: PostgreSQL');
    const fix = /CREATE SCHEMA "stevedore" AUTHORIZATION "keeper";/.exec(before.stdout)?.[0];
    await recorded(fix ?? '');
    expect((await cli('check')).stdout).toMatch(
      /^ok {4}store: PostgreSQL [\d.]+, schema "stevedore" of the database "records", answers$/m,
    );

    programs = await Promise.all([portal.startWorker(), portal.startServer()]);
    const run = await cli('run', 'import', '--wait', '--json');
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      status: 'success',
      reason: 'first_import',
      generation: 1,
      warnings: [],
    });
    expect(await portal.differences(archives.dumps)).toEqual([]);
    expect(await recorded('SELECT status, generation FROM stevedore.runs')).toBe('success\t1');
    expect(Number(await recorded('SELECT count(*) FROM stevedore.log_lines'))).toBeGreaterThan(10);
    const onTarget =
      "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'stevedore' AND table_name IN ('runs', 'log_lines')";
    expect(await portal.target.query(onTarget)).toBe('0');
  });

  it('continues after a restart of PostgreSQL', async () => {
    await postgres.restart();
    expect((await portal.get('/api/v1/import/status')).body).toMatchObject({ status: 'success' });
    const run = await cli('run', 'import', '--wait', '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({ status: 'skipped', reason: 'no_newer_files' });
  });

  it('is not moved while its programs run, moves to the target, and continues there', async () => {
    // Temporal lists a worker from its fifth second on; whoever asks earlier is told of an open session of the store.
    const live = expect.poll(async () => (await cli('check')).stdout, { timeout: 60_000, interval: 500 });
    await live.toMatch(/^ok {4}worker: one is alive$/m);
    const old = join(portal.folder, 'old.yaml');
    copyFileSync(join(portal.folder, 'stevedore.yaml'), old);
    const { body: before } = await portal.get('/api/v1/runs');
    portal.configure();
    const move = () => cli('store', 'copy', '--from', old, '--to', join(portal.folder, 'stevedore.yaml'));
    const refused = await move();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /STORE_COPY_REFUSED: Cannot copy the store: the API answers at "http:\/\/127\.0\.0\.1:\d+"; stop it first/,
    );
    const [worker, server] = programs;
    await server?.stop();
    const withWorker = await move();
    expect(withWorker.stderr).toMatch(
      /STORE_COPY_REFUSED: Cannot copy the store: the worker "\d+@test-host\/[0-9a-f-]{36}" is alive; stop it first/,
    );
    await worker?.stop();

    const moved = await move();
    expect(moved.code, moved.stderr).toBe(0);
    expect(moved.stdout).toMatch(/^runs +2 rows {2}sha256 [0-9a-f]{16}$/m);
    await Promise.all([portal.startWorker(), portal.startServer()]);
    expect((await portal.get('/api/v1/runs')).body).toEqual(before);
    const again = await cli('run', 'import', '--wait', '--force', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ status: 'success', generation: 2 });
    expect(await recorded('SELECT count(*) FROM stevedore.runs')).toBe('2');
  });

  it('shows the password of its store nowhere', () => {
    const logs = [...programs.map((program) => program.log()), ...outputs];
    expect(logs.join('\n')).not.toContain(PASSWORD);
  });
});
