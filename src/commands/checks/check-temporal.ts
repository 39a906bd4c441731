import type { Programs } from '../programs/dev.js';
import type { Check } from './check-result.js';
import { connectTemporal } from '../../connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../connectors/temporal/run-client.js';
import { tryCheck } from './check-result.js';
import { judgeWorkers } from './judge-workers.js';

/**
 * Checks that Temporal answers, a worker of this installation is alive, and no other installation's is.
 * `readInstallation` as in `Programs`.
 */
export const checkTemporal =
  (readInstallation: Programs['readInstallation']): Check =>
  async (settings) => {
    const { temporal } = settings;
    const client = connectTemporal(temporal);
    const runs = createRunClient(client);
    try {
      const what = `temporal ${temporal.address}`;
      const reached = await tryCheck(what, async () => {
        await runs.ping();
        return { what, state: 'ok', text: `namespace "${temporal.namespace}" answers` };
      });
      if (reached[0]?.state === 'fail') {
        if (temporal.addressGiven) return reached;
        return [{ what, state: 'warn', text: 'does not answer; "stevedore dev" starts its own development server' }];
      }
      const workers = await tryCheck('worker', async () => {
        const up = await runs.workers();
        // Without a worker there is nothing to compare, so an unreachable store is reported in its own line only.
        return judgeWorkers(up, up.length === 0 ? undefined : await readInstallation(settings), temporal.namespace);
      });
      return [...reached, ...workers];
    } finally {
      await client.connection.close();
    }
  };
