import type { PipelineKind } from '../pipeline-kind.js';
import { checkTableImport } from './check-table-import.js';
import type { TableImportBlock } from './table-import-block.js';
import { tableImportBlock } from './table-import-block.js';
import { tableImportSettings } from './table-import-settings.js';

/** How pipelines of kind `table-import` are written. */
export const tableImportKind: PipelineKind<'table-import', TableImportBlock> = {
  block: tableImportBlock(),
  check: checkTableImport,
  settings: (name, block, _path, _defaults, context) => tableImportSettings(name, block, context),
};
