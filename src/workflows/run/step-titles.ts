import type { ExamineActivities } from '../../activities/run/create-examine-activities.js';
import type { NotificationActivities } from '../../activities/run/create-notification-activities.js';
import type { ProfileActivities } from '../../activities/run/create-profile-activities.js';
import type { RunActivities } from '../../activities/run/create-run-activities.js';
import type { StepTitles } from './proxy-steps.js';

export const RUN_TITLES: StepTitles<RunActivities> = {
  openRun: 'record the start of the run, read its configuration',
  recordNotStarted: 'record that a run was open already',
  note: 'write to the log',
  claimHost: 'choose the host whose disk is used',
  closeRun: 'record the end of the run',
};

export const EXAMINE_TITLES: StepTitles<ExamineActivities> = {
  checkPipeline: 'try every connection of the pipeline',
  previewPipeline: 'read what the next run would import',
};

export const NOTIFICATION_TITLES: StepTitles<NotificationActivities> = {
  sendNotification: 'tell the receiver',
  recordDelivery: 'record that the receiver was told',
  giveUpNotification: 'record that the receiver was not told',
};

export const PROFILE_TITLES: StepTitles<ProfileActivities> = {
  recordProfile: 'record what the processor of a worker does',
};
