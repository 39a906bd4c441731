import type { KindNames } from '../kind-names.js';
import type { TableImportInput } from './input.js';

export const TABLE_IMPORT: KindNames<TableImportInput> = {
  workflow: 'tableImport',
  title: 'import tables',
  jobs: true,
  remarks: ({ files, force = false, dryRun = false, replay, label }) => [
    ...(label === undefined ? [] : [label]),
    ...(dryRun ? ['as a dry run'] : []),
    ...(force ? ['whatever was imported before'] : []),
    ...(files === undefined ? [] : [`only ${files.slice(0, 5).join(', ')}${files.length > 5 ? ', …' : ''}`]),
    ...(replay === undefined ? [] : [`rejects of run ${replay}`]),
  ],
};

/** The pipeline of runs that bring their own files, where none of the name is configured. */
export const STANDARD_TABLE_IMPORT = 'tables';
