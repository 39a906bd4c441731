import type { DatabaseSyncActivities } from '../../activities/database-sync/create-database-sync-activities.js';
import type { StepTitles } from '../run/proxy-steps.js';
import { RUN_TITLES } from '../run/step-titles.js';

export const TITLES: StepTitles<DatabaseSyncActivities> = {
  checkSync: 'try both databases, and whether the target may be written',
  buildSync: 'copy the database beside the live data, and prove it',
  exportDump: 'write the database to a dump',
  removeOldDumps: 'remove dumps past their age or size',
  publishSync: 'put the copy live in one transaction',
  rollBackSync: 'put the generation before live in one transaction',
  settleSync: 'find out whether the publish has happened',
  findSyncBlockers: 'find out who holds the locks',
  dropSyncGenerations: 'drop what was set aside and is kept no longer',
  dropSyncStaging: 'drop what was copied and is not live',
};

export const ALL_TITLES = { ...RUN_TITLES, ...TITLES };
