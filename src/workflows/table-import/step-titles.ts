import type { TableImportActivities } from '../../activities/table-import/create-table-import-activities.js';
import type { StepTitles } from '../run/proxy-steps.js';
import { RUN_TITLES } from '../run/step-titles.js';

export const TITLES: StepTitles<TableImportActivities> = {
  listTableFiles: 'list the files of the source',
  fetchTableFile: 'fetch the file',
  removeTableFiles: 'remove the work files',
  stageTableFile: 'check every record, and load the good ones beside the table',
  publishTableFile: 'put the loaded records into the table in one transaction',
  writeTableBatches: 'write the records batch by batch',
  readNextSince: 'note where the next run goes on',
  tryTableFile: 'do everything and undo it, to see what would change',
  settleTableReplay: 'mark the rejects that are in the table now',
  recordTableFile: 'record what became of the file',
  countTableFiles: 'count what was committed',
  cleanTables: 'drop what was loaded and is not in the table',
  recordJobEnd: 'record the end of the job',
  sendJobCallback: 'call back whoever asked',
  beginSync: 'record the start of the sync',
  endSync: 'record the end of the sync',
};

export const ALL_TITLES = { ...RUN_TITLES, ...TITLES };
