import type { ConnectionSettings } from '../../contracts/connections/connection.js';
import type { ConnectionTest } from '../../contracts/connections/connection-test.js';
import type { ConnectionTestJson } from './connection-schema.js';

/** What a try of a connection found, as it is answered. */
export const testJson = (
  { name, kind }: Pick<ConnectionSettings, 'name' | 'kind'>,
  { ok, latencyMs, version, error, warnings }: ConnectionTest,
): ConnectionTestJson => ({
  name,
  kind,
  ok,
  latency_ms: latencyMs,
  ...(version === undefined ? {} : { version }),
  ...(error === undefined ? {} : { error: error.message, code: error.code }),
  warnings: warnings.map(({ text, fix }) => [text, ...fix].join(' ')),
});
