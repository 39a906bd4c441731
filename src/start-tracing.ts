import type { Tracing } from './telemetry/tracing.js';
import { readVersion } from './read-version.js';

let started: Promise<Tracing> | undefined;

/**
 * Starts traces of this process, once, where the environment says where to send them; undefined where it does not, and
 * then nothing of OpenTelemetry is loaded.
 */
export const startTracingIfAsked = (
  service: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Tracing | undefined> => {
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '';
  if (endpoint === '' || env['OTEL_SDK_DISABLED'] === 'true') return Promise.resolve(undefined);
  started ??= import('./telemetry/tracing.js').then(({ startTracing }) => startTracing(service, readVersion()));
  return started;
};
