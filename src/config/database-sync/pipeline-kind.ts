import { PIPELINE_NAME } from '../../contracts/dump-import/target-names.js';
import { checkConnection } from '../connections/check-connection.js';
import { checkSchedule } from '../fields/check-schedule.js';
import type { PipelineKind } from '../pipeline-kind.js';
import type { DatabaseSyncBlock } from './database-sync-block.js';
import { databaseSyncBlock } from './database-sync-block.js';
import { databaseSyncSettings } from './database-sync-settings.js';

/** How pipelines of kind `database-sync` are written. */
export const databaseSyncKind: PipelineKind<'database-sync', DatabaseSyncBlock> = {
  block: databaseSyncBlock(),
  check: (name, block, path, context) => {
    const { problems, missing } = context;
    if (!PIPELINE_NAME.test(name)) {
      const state = 'has an invalid name: at most 32 of a-z, 0-9, "_" and "-", beginning with a letter';
      problems.add(path, state, { onKey: true });
    }
    checkSchedule(block, path, context);
    if (block.source === undefined && block.schedule.trim() !== '' && block.enabled)
      missing([...path, 'source'], 'what is started by a schedule needs it');
    for (const key of ['source', 'destination'] as const) {
      const named = block[key];
      if (named !== undefined) checkConnection(named, ['postgres'], [...path, key], context);
    }
    if (block.source !== undefined && block.source === block.destination)
      problems.add([...path, 'destination'], 'must be another database than the source');
  },
  settings: (name, block, _path, _defaults, context) => databaseSyncSettings(name, block, context),
};
