import type { LiveWorker } from '../../connectors/temporal/list-live-workers.js';
import { TASK_QUEUE } from '../../contracts/temporal-names.js';
import { installationOf } from '../../contracts/worker-identity.js';
import type { CheckResult } from './check-result.js';

/**
 * Judges whether a worker of this installation is alive, and which other installations' workers answer in its
 * namespace: they would take this installation's steps and execute them by their own configuration. `installation` is
 * undefined until a worker has created the store's tables.
 */
export const judgeWorkers = (
  workers: readonly LiveWorker[],
  installation: string | undefined,
  namespace: string,
): CheckResult[] => {
  const isOwn = ({ identity }: LiveWorker) => installation !== undefined && installationOf(identity) === installation;
  const isUp = workers.some(isOwn);
  const own: CheckResult = isUp
    ? { what: 'worker', state: 'ok', text: 'one is alive' }
    : { what: 'worker', state: 'warn', text: 'none is alive', fix: ['start one with: stevedore worker'] };
  const others = workers
    .filter((worker) => !isOwn(worker))
    .map(({ identity, host }): CheckResult => {
      const isKnown = installationOf(identity) !== undefined;
      const where = `${host === undefined ? '' : ` on host "${host}"`} answers on the task queue "${TASK_QUEUE}" in the namespace "${namespace}"`;
      return {
        what: 'worker',
        state: isKnown ? 'fail' : 'warn',
        text: isKnown
          ? `another installation's worker "${identity}"${where}: it takes steps of this installation's runs, and executes them by its own configuration`
          : `"${identity}"${where} and names no installation: a worker of version 0.1, or another program`,
        fix: [
          isKnown
            ? 'give each installation its own namespace (temporal.namespace), or let both use one store (store.url)'
            : 'update it, or stop it',
        ],
      };
    });
  return [own, ...others];
};
