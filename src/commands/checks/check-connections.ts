import { testConnection } from '../../connectors/test-connection.js';
import type { Check, CheckResult } from './check-result.js';

/** Logs in to each connection, all at once; says its version, and what its account lacks. */
export const checkConnections: Check = async ({ connections, network }) => {
  const results = await Promise.all(
    connections.map(async (connection): Promise<CheckResult[]> => {
      const what = `connection "${connection.name}"`;
      const { ok, latencyMs, version, error, warnings } = await testConnection(connection, network);
      if (!ok) return [{ what, state: 'fail', text: `${error?.code ?? 'INTERNAL'}: ${error?.message ?? ''}` }];
      return [
        { what, state: 'ok', text: `${version ?? 'it'} answers in ${latencyMs} ms` },
        ...warnings.map(({ text, fix }): CheckResult => ({ what, state: 'warn', text, fix })),
      ];
    }),
  );
  return results.flat();
};
