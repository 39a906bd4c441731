import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import type * as RunClients from '../../src/connectors/temporal/run-client.js';
import { SEARCH_ATTRIBUTES } from '../../src/contracts/temporal-names.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { ENTRIES, plantKind } from './plant-kind.js';

type Json = Record<string, unknown>;

describe('a further kind, on an installation that has PostgreSQL only', () => {
  let postgres: PostgresServer;
  let temporal: TemporalServer;
  let api: string;
  let dist: string;
  const programs: ChildProcess[] = [];

  const ask = async (method: string, path: string, body?: Json): Promise<{ status: number; body: Json }> => {
    const sent =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${api}${path}`, { method, ...sent });
    return { status: answer.status, body: (await answer.json()) as Json };
  };
  const start = async (body: Json): Promise<string> => {
    const started = await ask('POST', '/api/v1/runs', { pipeline: 'hello', ...body });
    expect(started).toMatchObject({ status: 202, body: { workflow_id: 'greeting/hello' } });
    return String(started.body['run_id']);
  };
  const when = (id: string, holds: (run: Json) => boolean): Promise<Json> =>
    eventually('the run', async () => {
      const { body } = await ask('GET', `/api/v1/runs/${id}`);
      return holds(body) ? body : undefined;
    });
  const ended = (id: string) => when(id, ({ status }) => status !== undefined && status !== 'running');

  beforeAll(async () => {
    const folder = temporaryFolder('planted-kind');
    dist = plantKind(folder);
    [postgres, temporal] = await Promise.all([startPostgres(), startTemporal()]);
    const port = await freePort();
    api = `http://127.0.0.1:${port}`;
    const config = join(folder, 'stevedore.yaml');
    writeFileSync(
      config,
      `temporal: { address: "${temporal.address}" }
store: { url: "postgres://${postgres.rootUser}:x@127.0.0.1:${postgres.port}/postgres" }
api: { port: ${port} }
pipelines:
  hello: { kind: greeting, names: [anna, bert] }
`,
    );
    for (const program of ['worker.js', 'server.js'])
      programs.push(
        spawn(process.execPath, [join(dist, program), '--config', config], { cwd: folder, stdio: 'ignore' }),
      );
    await eventually('the API and a worker', async () => {
      const answer = await fetch(`${api}/health/ready`).catch(() => undefined);
      return answer?.ok === true ? true : undefined;
    });
  }, 240_000);

  afterAll(async () => {
    await Promise.all(
      programs.map(async (program) => {
        const exited = once(program, 'exit');
        program.kill('SIGTERM');
        await exited;
      }),
    );
    await Promise.all([postgres?.stop(), temporal?.stop()]);
  }, 60_000);

  it('is one import and one entry in each table that docs/architecture.md names', () => {
    expect([...new Set(ENTRIES.map(({ file }) => file))]).toEqual([
      'contracts/kinds.ts',
      'workflows/index.ts',
      'activities/create-activities.ts',
      'config/pipeline-kinds.ts',
      'api/runs/run-kinds.ts',
    ]);
  });

  it('runs to its end with status, log, events and metrics', async () => {
    const id = await start({ loud: true });
    expect(await ended(id)).toMatchObject({
      kind: 'greeting',
      status: 'success',
      progress: 100,
      detail: { greeted: ['anna', 'bert'] },
    });
    const { body } = await ask('GET', `/api/v1/runs/${id}/logs`);
    expect((body['logs'] as Json[]).map(({ message }) => message)).toEqual([
      'Greeting started by api (api)',
      'HELLO ANNA',
      'HELLO BERT',
      'Greeting completed',
    ]);
    const events = await (await fetch(`${api}/api/v1/runs/${id}/events`)).text();
    expect(events).toContain('event: end');
    const metrics = await (await fetch(`${api}/metrics`)).text();
    expect(metrics).toMatch(/stevedore_\w+\{[^}]*greeting/);
  });

  it('waits until somebody says proceed, and stops where somebody cancels', async () => {
    const waits = await start({ by: 'waits' });
    await when(waits, ({ wait }) => wait !== null);
    expect((await ask('POST', `/api/v1/runs/${waits}/proceed`, {})).status).toBe(202);
    expect(await ended(waits)).toMatchObject({ status: 'success' });
    const stops = await start({ by: 'waits' });
    await when(stops, ({ wait }) => wait !== null);
    expect((await ask('POST', `/api/v1/runs/${stops}/cancel`, {})).status).toBe(202);
    expect(await ended(stops)).toMatchObject({ status: 'cancelled' });
  });

  it('is retried with the options that it was started with', async () => {
    const first = await start({ loud: true });
    await ended(first);
    const { status, body } = await ask('POST', `/api/v1/runs/${first}/retry`, {});
    expect(status).toBe(202);
    const again = await ended(String(body['run_id']));
    expect(again).toMatchObject({ status: 'success', retry_of: first });
    const log = await ask('GET', `/api/v1/runs/${String(body['run_id'])}/logs`);
    expect(JSON.stringify(log.body)).toContain('HELLO ANNA');
  });

  it('has several jobs open at once beside a run of the pipeline, each found, listed, logged and steered', async () => {
    const { createRunClient } = (await import(
      pathToFileURL(join(dist, 'connectors/temporal/run-client.js')).href
    )) as typeof RunClients;
    const client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
    const runs = createRunClient(client);
    const job = (id: string, more: Json = {}) =>
      runs.start({ kind: 'greeting', pipeline: 'hello', trigger: 'api', by: 'waits', job: id, ...more } as never);
    try {
      const own = await start({ by: 'waits' });
      const [one, two] = await Promise.all([job('one'), job('two', { loud: true })]);
      expect(one.workflowId).toBe('greeting/job/one');
      // The same id is the same run, open or ended.
      expect(await job('one')).toEqual({ ...one, found: true });
      for (const id of [own, one.runId, two.runId])
        expect(await when(id, ({ wait }) => wait !== null)).toMatchObject({ pipeline: 'hello', status: 'running' });
      const listed = await ask('GET', '/api/v1/runs?pipeline=hello&status=running');
      expect((listed.body['runs'] as Json[]).map(({ run_id }) => run_id).sort()).toEqual(
        [own, one.runId, two.runId].sort(),
      );
      expect((await ask('GET', '/api/v1/pipelines/hello')).body['latest_run']).toMatchObject({ status: 'running' });
      const metrics = await (await fetch(`${api}/metrics`)).text();
      expect(metrics).toContain('stevedore_runs_open{pipeline="hello",kind="greeting"} 3');
      expect(metrics).toContain('stevedore_runs_waiting{pipeline="hello",wait="load"} 3');

      const events = fetch(`${api}/api/v1/runs/${two.runId}/events`).then((answer) => answer.text());
      expect((await ask('POST', `/api/v1/runs/${one.runId}/cancel`, {})).status).toBe(202);
      expect(await ended(one.runId)).toMatchObject({ status: 'cancelled', workflow_id: 'greeting/job/one' });
      expect((await ask('POST', `/api/v1/runs/${two.runId}/proceed`, {})).status).toBe(202);
      expect(await ended(two.runId)).toMatchObject({ status: 'success' });
      expect(await events).toContain('event: end');
      expect(JSON.stringify((await ask('GET', `/api/v1/runs/${two.runId}/logs`)).body)).toContain('HELLO ANNA');
      expect((await ask('GET', `/api/v1/runs/${own}`)).body).toMatchObject({ status: 'running' });
      expect(await job('two')).toEqual({ ...two, found: true });

      // A retry is a new run of the same job, with the same options.
      const retried = await ask('POST', `/api/v1/runs/${two.runId}/retry`, {});
      expect(retried).toMatchObject({ status: 202, body: { workflow_id: 'greeting/job/two', retry_of: two.runId } });
      const again = String(retried.body['run_id']);
      expect(await ended(again)).toMatchObject({ status: 'success', retry_of: two.runId });
      expect(JSON.stringify((await ask('GET', `/api/v1/runs/${again}/logs`)).body)).toContain('HELLO ANNA');
      expect((await ask('POST', `/api/v1/runs/${own}/cancel`, {})).status).toBe(202);
      await ended(own);
    } finally {
      await client.connection.close();
    }
  });

  it('lists a job that no worker has taken yet, and reads it at once', async () => {
    const client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
    try {
      const handle = await client.workflow.start('greet', {
        workflowId: 'greeting/job/early',
        taskQueue: 'nobody-polls-this',
        typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.pipeline, value: 'hello' }],
        args: [{}],
      });
      const runId = handle.firstExecutionRunId;
      const row = await eventually('the job in the list', async () => {
        const { body } = await ask('GET', '/api/v1/runs?pipeline=hello');
        return (body['runs'] as Json[]).find(({ run_id }) => run_id === runId);
      });
      expect(row).toMatchObject({ status: 'running', kind: 'greeting' });
      expect(await ask('GET', `/api/v1/runs/${runId}`)).toMatchObject({ status: 200, body: { pipeline: 'hello' } });
      await handle.terminate('seen');
    } finally {
      await client.connection.close();
    }
  });

  it('refuses an option of another kind', async () => {
    expect(await ask('POST', '/api/v1/runs', { pipeline: 'hello', force: true })).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID' },
    });
  });
});
