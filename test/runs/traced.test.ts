import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { TraceReceiver } from '../support/trace-receiver.js';
import { startTraceReceiver } from '../support/trace-receiver.js';

let portal: Portal;
let receiver: TraceReceiver;

beforeAll(async () => {
  receiver = await startTraceReceiver();
  portal = await startPortal();
  await portal.makeArchives({ scale: 0.01 });
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url;
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '200';
  try {
    await Promise.all([portal.startWorker(), portal.startServer()]);
  } finally {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    delete process.env['OTEL_BSP_SCHEDULE_DELAY'];
  }
});
afterAll(async () => {
  await portal?.stop();
  await receiver?.stop();
});

it('a request, the run that it starts and the steps of that are one trace, which has no secret', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const response = await fetch(`${portal.apiUrl}/api/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    body: JSON.stringify({ pipeline: 'import' }),
  });
  const { run_id: runId } = (await response.json()) as { run_id: string };
  expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
  const ofTrace = () => receiver.spans.filter((span) => span.traceId === traceId);
  const named = (name: string) => eventually(name, () => ofTrace().find((span) => span.name === name), 60_000);
  const request = await named('POST /api/v1/runs');
  const start = await named('StartWorkflow:dumpImport');
  const run = await named('RunWorkflow:dumpImport');
  const schedule = await named('StartActivity:openRun');
  const step = await named('RunActivity:openRun');
  expect([
    request.parentSpanId,
    start.parentSpanId,
    run.parentSpanId,
    schedule.parentSpanId,
    step.parentSpanId,
  ]).toEqual(['b7ad6b7169203331', request.spanId, start.spanId, run.spanId, schedule.spanId]);
  expect([request.service, run.service, step.service]).toEqual([
    'stevedore-server',
    'stevedore-worker',
    'stevedore-worker',
  ]);
  // Steps of the host's own queue belong to it, too; whoever only asks does not.
  await named('RunActivity:closeRun');
  expect(ofTrace().filter(({ name }) => name.startsWith('RunActivity:')).length).toBeGreaterThan(8);
  expect(receiver.spans.filter(({ name }) => /^(?:Describe|Query)Workflow/.test(name))).toEqual([]);
  for (const secret of Object.values(portal.secrets)) expect(receiver.text()).not.toContain(secret);
});

it('what steps and requests fail with is in the traces, without the secrets that it names', async () => {
  const secrets = Object.values(portal.secrets);
  const key = secrets[0] ?? '';
  // The server's answer repeats what it was asked, as real ones do.
  portal.mysqlProxy.setHooks({
    onQuery: (sql, { user }) =>
      user === 'stevedore_loader' && /LOAD DATA|INSERT/i.test(sql)
        ? { refuse: { errno: 1_064, message: `You have an error near '${key}'` } }
        : 'forward',
  });
  try {
    const response = await fetch(`${portal.apiUrl}/api/v1/runs?token=${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-secret': key },
      body: JSON.stringify({ pipeline: 'import', force: true }),
    });
    const { run_id: runId } = (await response.json()) as { run_id: string };
    await portal.runEnded(runId);
  } finally {
    portal.mysqlProxy.setHooks({});
  }
  expect(portal.mysqlProxy.fired.length).toBeGreaterThan(0);
  await eventually('an exception', () => (receiver.text().includes('exception.message') ? true : undefined), 60_000);
  for (const secret of secrets) expect(receiver.text()).not.toContain(secret);
});
