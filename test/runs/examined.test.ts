import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';

type Json = Record<string, unknown>;

let portal: Portal;
const CHECK = '/api/v1/pipelines/import/check';
const PREVIEW = '/api/v1/pipelines/import/preview';

beforeAll(async () => {
  portal = await startPortal({ change: { pipelines: { upkeep: { kind: 'maintenance', schedule: '' } } } });
  await portal.makeArchives({ date: '20260301' });
  await portal.startServer();
});
afterAll(() => portal.stop());

/** How fast this machine is, and how much disk it has, differs from moment to moment. */
const steady = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part: unknown) => (key === 'estimated_seconds' ? 0 : part)).replaceAll(
      /[\d.,]+ [KMGT]i?B free/g,
      'some free',
    ),
  ) as unknown;

describe('a worker that is asked about a pipeline', () => {
  it('is missing at first, and the answer says so', async () => {
    for (const path of [CHECK, PREVIEW])
      expect(await portal.post(path, { wait_seconds: 0 })).toMatchObject({
        status: 503,
        body: { code: 'WORKER_LOST', retryable: true },
      });
    await portal.startWorker();
    await eventually(
      'the worker in the list',
      async () => (await portal.get('/health/ready')).status === 200 || undefined,
    );
  });

  it('checks as the command does, without what concerns other pipelines', async () => {
    const { status, body } = await portal.post(CHECK);
    expect(status).toBe(200);
    const command = await portal.cli('check', '--json');
    const told = JSON.parse(command.stdout) as { ok: boolean; checks: Json[] };
    expect(body['ok']).toBe(told.ok);
    const [first, ...rest] = body['checks'] as Json[];
    expect(first).toMatchObject({ what: 'configuration', state: 'ok' });
    const expected = told.checks.slice(1).filter(({ what }) => !/"upkeep"/.test(String(what)));
    expect(steady(rest)).toEqual(steady(expected));
    expect(rest.length).toBeGreaterThan(6);
  });

  it('previews as the command does, and changes nothing', async () => {
    const { status, body } = await portal.post(PREVIEW);
    expect(status).toBe(200);
    const command = await portal.cli('preview', 'import', '--json');
    expect(steady(body)).toEqual(steady(JSON.parse(command.stdout)));
    expect((body['previews'] as Json[]).map(({ database }) => database)).toEqual(['mvdsb', 'portal64_bdw']);
    expect((await portal.get('/api/v1/runs')).body['runs']).toEqual([]);
    const schemas = await portal.target.query(
      "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'imp!_%' ESCAPE '!'",
    );
    expect(schemas).toBe('');
  });

  it('answers later by the id of what takes longer, which two requests share', async () => {
    const [one, two] = await Promise.all([
      portal.post(PREVIEW, { wait_seconds: 0 }),
      portal.post(PREVIEW, { wait_seconds: 0 }),
    ]);
    expect([one.status, two.status]).toEqual([202, 202]);
    expect(two.body).toEqual(one.body);
    const id = String(one.body['id']);
    expect(await portal.get(`${PREVIEW}/${id}?wait_seconds=60`)).toMatchObject({ status: 200, body: { ok: true } });
    expect(await portal.get(`${CHECK}/${id}`)).toMatchObject({ status: 404, body: { code: 'RUN_UNKNOWN' } });
    expect(await portal.get(`/api/v1/pipelines/upkeep/preview/${id}`)).toMatchObject({ status: 404 });
  });

  it('says by its code what cannot be done', async () => {
    expect(await portal.post('/api/v1/pipelines/nothing/check')).toMatchObject({
      status: 404,
      body: { code: 'PIPELINE_UNKNOWN' },
    });
    expect(await portal.post('/api/v1/pipelines/upkeep/preview')).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID' },
    });
    expect(await portal.post('/api/v1/pipelines/upkeep/check')).toMatchObject({ status: 200 });
    await portal.ssh.stop();
    expect(await portal.post(PREVIEW, { wait_seconds: 60 })).toMatchObject({
      status: 503,
      body: { code: expect.stringMatching(/^SFTP_/) as string, retryable: true },
    });
    const { body } = await portal.post(CHECK);
    expect(body['ok']).toBe(false);
    expect(body['checks']).toContainEqual(
      expect.objectContaining({
        what: 'sftp of "import"',
        state: 'fail',
        text: expect.stringMatching(/^SFTP_/) as string,
      }),
    );
  });
});
