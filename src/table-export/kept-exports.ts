import type { KeptFiles } from '../connectors/disk/kept-files.js';
import { createKeptFiles } from '../connectors/disk/kept-files.js';
import { EXPORT_FILE_NAME } from './file-name.js';

/** The files of exports in a folder, in which other files may be, too. */
export const keptExports = (directory: string): KeptFiles =>
  createKeptFiles({ directory, names: EXPORT_FILE_NAME, setting: 'export.directory' });
