import { proxyActivities } from '@temporalio/workflow';
import type { MaintenanceActivities } from '../../activities/maintenance/create-maintenance-activities.js';
import type { MaintenancePlan } from '../../contracts/maintenance/plan.js';
import { NEVER, WAIT } from '../run/profiles.js';

/** Long reads and deletions that can be done again from their beginning. */
export const upkeep = ({ heartbeatTimeoutMs }: Pick<MaintenancePlan, 'heartbeatTimeoutMs'>) =>
  proxyActivities<MaintenanceActivities>({
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
