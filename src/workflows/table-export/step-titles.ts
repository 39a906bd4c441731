import type { TableExportActivities } from '../../activities/table-export/create-table-export-activities.js';
import type { StepTitles } from '../run/proxy-steps.js';
import { RUN_TITLES } from '../run/step-titles.js';

export const TITLES: StepTitles<TableExportActivities> = {
  writeExportFile: 'write the rows, as they are at this moment, to a file',
  recordExportFile: 'record the file, so that it can be downloaded',
  failExportJob: 'record that the export has failed',
  removeExportFiles: 'remove files past their age or size',
};

export const ALL_TITLES = { ...RUN_TITLES, ...TITLES };
