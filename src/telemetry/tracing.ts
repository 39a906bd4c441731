/**
 * Traces of OpenTelemetry: a request of the API, the workflow that it starts, and that one's activities. Loaded only
 * where an endpoint is set; addresses, headers, sampling and names are taken from the standard variables (`OTEL_…`).
 */
import type { Span } from '@opentelemetry/api';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { envDetectorSync, Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryWorkflowClientInterceptor,
} from '@temporalio/interceptors-opentelemetry';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import type { TraceRequest } from '../contracts/trace-request.js';
import type { Redactor } from './redact.js';
import { redactSpans } from './redact-spans.js';

export interface Tracing {
  /** Of the client that starts workflows; asking for a run is no part of a trace. */
  readonly client: WorkflowClientInterceptor;
  readonly activity: ActivityInterceptorsFactory;
  /** Where workflows hand their spans to. */
  readonly sinks: InjectedSinks<never>;
  readonly request: TraceRequest;
  /** Sends what is left, for at most some seconds. */
  close(): Promise<void>;
}

/** Starts sending traces of this process, redacted; a receiver that is away costs nothing but the traces. */
export const startTracing = (service: string, version: string, redact: Redactor): Tracing => {
  const resource = new Resource({ 'service.name': service, 'service.version': version }).merge(
    envDetectorSync.detect(),
  );
  const processor = redactSpans(new BatchSpanProcessor(new OTLPTraceExporter({ timeoutMillis: SEND_MS })), redact);
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  provider.register({ contextManager: new AsyncLocalStorageContextManager().enable() });
  const tracer = trace.getTracer('stevedore', version);
  const all = new OpenTelemetryWorkflowClientInterceptor();
  return {
    client: {
      start: (input, next) => all.start(input, next),
      startWithDetails: (input, next) => all.startWithDetails(input, next),
      signal: (input, next) => all.signal(input, next),
      cancel: (input, next) => all.cancel(input, next),
    },
    activity: (activity) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(activity) }),
    sinks: { exporter: makeWorkflowExporter(processor, resource) } as unknown as InjectedSinks<never>,
    request: (headers, work) =>
      context.with(propagation.extract(context.active(), headers), () =>
        tracer.startActiveSpan('request', { kind: SpanKind.SERVER }, (span) => during(span, work)),
      ),
    close: () => provider.shutdown().catch(() => undefined),
  };
};

const SEND_MS = 5_000;

const during = async (span: Span, work: Parameters<TraceRequest>[1]): Promise<void> => {
  try {
    const { method, route, status } = await work();
    span.updateName(`${method} ${route}`);
    span.setAttributes({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status });
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
};
