import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { takeEpoch, WHOLE_PIPELINE } from '../control/take-epoch.js';
import { inRounds } from '../objects/in-rounds.js';
import { warningOf } from './completion/complete-publish.js';
import type { CompletionStep } from './completion/completion-step.js';
import { createPerformer } from './completion/perform-step.js';
import type { DropList } from './displace-previous.js';

/**
 * Drops the generation that a publish of the same run displaced and left. Idempotent; its epoch keeps it from what a
 * later run has put in that place. Returns a warning where the server refuses; the next publish drops it then. Throws
 * FENCED and `MYSQL_…` codes.
 */
export const dropDisplaced = async (
  mysql: MysqlSettings,
  { settings, runId, displaced }: DropDisplacedRequest,
): Promise<string[]> => {
  const { name: pipeline, databases, publish } = settings;
  const epoch = await takeEpoch(mysql, { pipeline, runId, scope: WHOLE_PIPELINE });
  try {
    const { flavor } = await readServerFacts(epoch.publisher);
    const { perform } = createPerformer(epoch, { pipeline, flavor, lockTimeoutMs: publish.lockTimeoutMs });
    const step: CompletionStep = { kind: 'displaced', database: databases[0]?.name ?? '', ...displaced };
    const failed = await inRounds([{ step }], perform);
    return failed.map(({ error }) => warningOf(step, pipeline, error.message));
  } finally {
    await epoch.close();
  }
};

export interface DropDisplacedRequest {
  readonly settings: DumpImportSettings;
  readonly runId: string;
  readonly displaced: DropList;
}
