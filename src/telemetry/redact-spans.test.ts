import { SpanStatusCode } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { expect, it } from 'vitest';
import { createRedactor } from './redact.js';
import { redactSpans } from './redact-spans.js';

const PASSWORD = 'pass/word"1 of the account';
const DSN = 'postgres://app:another-secret@db/app';
const KEY = 'stv_0123456789abcdef';

it('exceptions, attributes, names, links and the message of an end have no secret; the rest is as it was', () => {
  const exporter = new InMemorySpanExporter();
  const redact = createRedactor([PASSWORD, DSN, 'another-secret', KEY]);
  const provider = new BasicTracerProvider({
    spanProcessors: [redactSpans(new SimpleSpanProcessor(exporter), redact)],
  });
  const tracer = provider.getTracer('test');
  const other = tracer.startSpan('other');
  const span = tracer.startSpan(`read ${DSN}`, {
    attributes: { url: `https://h/?key=${encodeURIComponent(PASSWORD)}`, list: ['one', KEY], count: 3 },
    links: [{ context: other.spanContext(), attributes: { key: KEY } }],
  });
  const cause = new Error(`Cannot connect to "${DSN}"`);
  span.recordException(new Error(`Cannot log in with ${PASSWORD}`, { cause }));
  span.recordException({ name: 'TypeError', message: JSON.stringify({ password: PASSWORD }), stack: `at ${DSN}` });
  span.addEvent(`sent ${KEY}`, { header: `Bearer ${KEY}` });
  span.setStatus({ code: SpanStatusCode.ERROR, message: `refused: ${KEY}` });
  span.end();

  const [sent] = exporter.getFinishedSpans();
  if (sent === undefined) throw new Error('nothing was sent');
  const { name, attributes, events, links, status } = sent;
  const text = JSON.stringify({ name, attributes, events, links, status });
  for (const secret of [PASSWORD, JSON.stringify(PASSWORD).slice(1, -1), encodeURIComponent(PASSWORD), DSN, KEY])
    expect(text).not.toContain(secret);
  expect(text).not.toContain('another-secret');
  expect(name).toBe('read [redacted]');
  expect(attributes).toEqual({ url: 'https://h/?key=[redacted]', list: ['one', '[redacted]'], count: 3 });
  expect(events[0]?.attributes?.['exception.message']).toBe('Cannot log in with [redacted]');
  expect(events[0]?.attributes?.['exception.stacktrace']).toContain('redact-spans.test.ts');
  expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'refused: [redacted]' });
  expect([sent.spanContext(), sent.ended, sent.instrumentationLibrary.name]).toEqual([
    span.spanContext(),
    true,
    'test',
  ]);
});
