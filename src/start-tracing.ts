import type { Redactor } from './telemetry/redact.js';
import type { Tracing } from './telemetry/tracing.js';
import { readVersion } from './read-version.js';

let started: Promise<Tracing> | undefined;
/** Of each program in this process: each knows secrets of its own. */
const redactors: Redactor[] = [];

/**
 * Starts traces of this process, once, where the environment says where to send them; undefined where it does not, and
 * then nothing of OpenTelemetry is loaded. What `redact` knows as a secret is in no trace.
 */
export const startTracingIfAsked = (
  service: string,
  env: Readonly<Record<string, string | undefined>>,
  redact: Redactor,
): Promise<Tracing | undefined> => {
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '';
  if (endpoint === '' || env['OTEL_SDK_DISABLED'] === 'true') return Promise.resolve(undefined);
  redactors.push(redact);
  started ??= import('./telemetry/tracing.js').then(({ startTracing }) =>
    startTracing(service, readVersion(), (text) => redactors.reduce((left, one) => one(left), text)),
  );
  return started;
};
