import type { KindNames } from '../kind-names.js';
import type { TableExportInput } from './input.js';

export const TABLE_EXPORT: KindNames<TableExportInput> = {
  workflow: 'tableExport',
  title: 'export tables',
  jobs: true,
  remarks: ({ export: asked }) => (asked === undefined ? [] : [`of ${asked.resource ?? asked.table ?? 'a table'}`]),
};

/** The pipeline of exports that the API is asked for, where none of the name is configured. */
export const STANDARD_TABLE_EXPORT = 'exports';
