import type { MaintenanceActivities } from '../../activities/maintenance/create-maintenance-activities.js';
import type { MaintenancePlan } from '../../contracts/maintenance/plan.js';
import { NEVER, WAIT } from '../run/profiles.js';
import { proxySteps } from '../run/proxy-steps.js';
import { TITLES } from './step-titles.js';

/** Long reads and deletions that can be done again from their beginning. */
export const upkeep = ({ heartbeatTimeoutMs }: Pick<MaintenancePlan, 'heartbeatTimeoutMs'>) =>
  proxySteps<MaintenanceActivities>(TITLES, {
    ...WAIT,
    startToCloseTimeout: '6 hours',
    heartbeatTimeout: heartbeatTimeoutMs,
    retry: {
      initialInterval: '1s',
      maximumInterval: '1 minute',
      maximumAttempts: 5,
      nonRetryableErrorTypes: [...NEVER, 'LIVE_MOVING'],
    },
  });
