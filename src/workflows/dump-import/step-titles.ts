import type { DumpImportActivities } from '../../activities/dump-import/create-dump-import-activities.js';
import type { StepTitles } from '../run/proxy-steps.js';
import { RUN_TITLES } from '../run/step-titles.js';

export const TITLES: StepTitles<DumpImportActivities> = {
  measureLoad: 'measure how busy the target is',
  listArchives: 'list the archives at the source',
  checkFreshness: 'compare the archives with what was imported last',
  fetchArchive: 'download the archive',
  stageDump: 'unpack, scan and load the dump beside the live data',
  loadDump: 'load the dump beside the live data',
  proveDatabase: 'prove that every row has arrived',
  removeFiles: 'remove the work files',
  settle: 'finish or undo what an interrupted publish left',
  completePublish: 'complete what the publish left to do',
  checkStaged: 'check the guards, and what may keep the publish from happening',
  checkPublishWindow: 'ask whether the publish window is open',
  findBlockers: 'find out who holds the locks',
  publish: 'put the loaded data live, all of it at once',
  dropDisplaced: 'drop the generation that is one too many now',
  dropStaging: 'drop what was loaded and is not live',
  flushCache: 'flush the cache of the readers',
  recordGeneration: 'record what is live now',
  openRollback: 'record the start of the rollback',
  rollBack: 'put the earlier generation live, all of it at once',
  settleRollback: 'find out whether the rollback has happened',
  closeRollback: 'record the end of the rollback',
};

export const ALL_TITLES = { ...RUN_TITLES, ...TITLES };
