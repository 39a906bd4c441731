import type { KeptFiles } from '../connectors/disk/kept-files.js';
import { createKeptFiles } from '../connectors/disk/kept-files.js';
import { DUMP_NAME } from '../contracts/database-sync/dump-name.js';

/** The dumps in a folder, in which other files may be, too: what exports wrote and what was uploaded. */
export const dumpFiles = (directory: string): KeptFiles =>
  createKeptFiles({ directory, names: DUMP_NAME, setting: 'sync.dump_directory' });
