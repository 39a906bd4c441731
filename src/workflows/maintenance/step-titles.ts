import type { MaintenanceActivities } from '../../activities/maintenance/create-maintenance-activities.js';
import type { StepTitles } from '../run/proxy-steps.js';

export const TITLES: StepTitles<MaintenanceActivities> = {
  pruneStore: 'forget runs past their retention',
  sweepPipeline: 'remove what ended runs left behind',
  verifyPipeline: 'compare what is live with what was published',
  reopenSyncs: 'find the failed syncs that a repeat may heal',
  forgetSyncs: 'forget old syncs',
};
