import { PIPELINE_NAME } from '../../contracts/dump-import/target-names.js';
import { nearestName } from '../document/nearest-name.js';
import type { Path } from '../document/problems.js';
import { checkConnection } from '../connections/check-connection.js';
import { checkSchedule } from '../fields/check-schedule.js';
import type { PipelineContext } from '../load-context.js';
import type { PipelineKind } from '../pipeline-kind.js';
import type { TableExportBlock } from './table-export-block.js';
import { tableExportBlock } from './table-export-block.js';
import { tableExportSettings } from './table-export-settings.js';

const checkTables = ({ source, tables, enabled }: TableExportBlock, path: Path, context: PipelineContext): void => {
  const { problems, declared, missing } = context;
  for (const [index, { table, resource, schema }] of tables.entries()) {
    const place = [...path, 'tables', index];
    if (resource === undefined) {
      if (table === undefined) missing([...place, 'table'], 'set it, or "resource"');
      if (source === undefined && enabled) missing([...path, 'source'], 'tables that are not a resource need it');
      continue;
    }
    if (declared.resources[resource] === undefined) {
      const meant = nearestName(resource, Object.keys(declared.resources));
      const hint = meant === undefined ? '' : `: did you mean "${meant}"?`;
      problems.add([...place, 'resource'], `names no entry of "resources"${hint}`);
    }
    for (const [key, value] of Object.entries({ table, schema }))
      if (value !== undefined) problems.add([...place, key], 'must not stand beside "resource", which says it');
  }
};

/** How pipelines of kind `table-export` are written. */
export const tableExportKind: PipelineKind<'table-export', TableExportBlock> = {
  block: tableExportBlock(),
  check: (name, block, path, context) => {
    if (!PIPELINE_NAME.test(name)) {
      const state = 'has an invalid name: at most 32 of a-z, 0-9, "_" and "-", beginning with a letter';
      context.problems.add(path, state, { onKey: true });
    }
    checkSchedule(block, path, context);
    if (block.source !== undefined)
      checkConnection(block.source.connection, ['postgres', 'mysql'], [...path, 'source', 'connection'], context);
    checkTables(block, path, context);
  },
  settings: (name, block, _path, defaults, context) => tableExportSettings(name, block, defaults, context),
};
