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
