import { withConnection } from '../connectors/mysql/open-connection.js';
import type { RolledBack } from '../contracts/generation.js';
import type { DumpImportSettings, MysqlSettings } from '../contracts/settings.js';
import { readJournal } from './control/journal.js';
import { takeEpoch, WHOLE_PIPELINE } from './control/take-epoch.js';
import { readCurrentToken } from './control/tokens.js';
import type { Settlement } from './publish/settle-publish.js';
import { settlePublish } from './publish/settle-publish.js';

export interface PipelineState {
  readonly settlement: Settlement;
  /** The run whose generation is live, if there is one of ours. */
  readonly currentRunId?: string;
  readonly generation?: number;
  /** Of a live generation that a rollback brought back. */
  readonly rolledBack?: RolledBack;
}

/** Ends a publish that an earlier worker left in the middle, and tells what is live. Writes nothing where there is none. */
export const settlePipeline = async (
  mysql: MysqlSettings,
  settings: DumpImportSettings,
  runId: string,
): Promise<PipelineState> => {
  const journal = await withConnection(mysql, 'publisher', {}, (publisher) => readJournal(publisher, settings.name));
  const settlement = journal === undefined ? 'nothing' : await settle(mysql, settings, runId);
  const current = await withConnection(mysql, 'publisher', {}, (publisher) => readCurrentToken(publisher, settings.name));
  if (current.kind !== 'read') return { settlement };
  const { runId: currentRunId, generation, rolledBack } = current.provenance;
  return { settlement, currentRunId, generation, ...(rolledBack === undefined ? {} : { rolledBack }) };
};

const settle = async (mysql: MysqlSettings, settings: DumpImportSettings, runId: string): Promise<Settlement> => {
  const epoch = await takeEpoch(mysql, { pipeline: settings.name, runId, scope: WHOLE_PIPELINE });
  try {
    return await settlePublish(epoch, settings);
  } finally {
    await epoch.close();
  }
};
