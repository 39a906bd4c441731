import type { Check } from './check-result.js';
import { connectTemporal } from '../../connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../connectors/temporal/run-client.js';
import { tryCheck } from './check-result.js';

/** Temporal answers, and a worker is up. */
export const checkTemporal: Check = async ({ temporal }) => {
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
    const workers = await tryCheck('worker', async () =>
      (await runs.workersUp())
        ? { what: 'worker', state: 'ok', text: 'one is up' }
        : { what: 'worker', state: 'warn', text: 'none is up', fix: ['start one with: stevedore worker'] },
    );
    return [...reached, ...workers];
  } finally {
    await client.connection.close();
  }
};
