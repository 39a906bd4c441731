import { withConnection } from '../../connectors/mysql/open-connection.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { RolledBack } from '../../contracts/dump-import/generation.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type { JournalEntry } from '../control/journal.js';
import { readJournal } from '../control/journal.js';
import { takeEpoch, WHOLE_PIPELINE } from '../control/take-epoch.js';
import type { TokenReading } from '../control/tokens.js';
import { readCurrentToken } from '../control/tokens.js';
import { readUnfinished } from '../publish/completion/unfinished.js';
import type { Settled, Settlement } from '../publish/settle-publish.js';
import { settlePublish } from '../publish/settle-publish.js';
import { withRefusalTries } from '../publish/completion/with-refusal-tries.js';

export interface PipelineState {
  readonly settlement: Settlement;
  /** Names what could not be completed, or put back, after a commit. */
  readonly warnings: readonly string[];
  /** The run whose generation is live, if it is one of ours. */
  readonly currentRunId?: string;
  readonly generation?: number;
  /** Present if a rollback brought the live generation back. */
  readonly rolledBack?: RolledBack;
}

/**
 * Finishes or undoes a publish that an earlier worker left incomplete, retries what earlier publishes left undone, and
 * returns what is live. Writes nothing if there is neither. After the commit, statements that the server refuses become
 * `warnings`. Throws PUBLISH_TORN, FENCED and `MYSQL_…` codes.
 */
export const settlePipeline = async (
  mysql: MysqlSettings,
  settings: DumpImportSettings,
  runId: string,
): Promise<PipelineState> => {
  const look = () => withRefusalTries(() => readState(mysql, settings.name));
  const before = await look();
  const isOpen = before.journal !== undefined || before.left > 0;
  const settled = isOpen ? await settleOrTell(mysql, settings, runId, before) : NOTHING;
  // Before the epoch was taken, the earlier worker could still go on.
  const { current } = isOpen ? await look() : before;
  if (current.kind !== 'read') return settled;
  const { runId: currentRunId, generation, rolledBack } = current.provenance;
  return { ...settled, currentRunId, generation, ...(rolledBack === undefined ? {} : { rolledBack }) };
};

const NOTHING: Settled = { settlement: 'nothing', warnings: [] };

/** After the commit, a refusal by the server must not keep anyone from going on. */
const settleOrTell = async (
  mysql: MysqlSettings,
  settings: DumpImportSettings,
  runId: string,
  { journal, current }: State,
): Promise<Settled> => {
  try {
    return await withRefusalTries(() => settle(mysql, settings, runId));
  } catch (error) {
    const committed = journal === undefined || isOf(current, journal);
    if (!committed || !isStevedoreError(error) || error.retryable || MUST_BE_TOLD.has(error.code)) throw error;
    return {
      settlement: 'nothing',
      warnings: [`Cannot complete yet what a publish left undone: ${error.message}`],
    };
  }
};

/** Another worker goes on with it, or a person must act. */
const MUST_BE_TOLD: ReadonlySet<string> = new Set(['FENCED', 'PUBLISH_TORN']);

type State = Awaited<ReturnType<typeof readState>>;

const readState = (mysql: MysqlSettings, pipeline: string) =>
  withConnection(mysql, 'publisher', {}, async (publisher) => ({
    journal: await readJournal(publisher, pipeline),
    left: (await readUnfinished(publisher, pipeline)).length,
    current: await readCurrentToken(publisher, pipeline),
  }));

const isOf = (current: TokenReading, { epoch }: JournalEntry): boolean =>
  current.kind === 'read' && current.provenance.epoch === epoch;

const settle = async (mysql: MysqlSettings, settings: DumpImportSettings, runId: string): Promise<Settled> => {
  const epoch = await takeEpoch(mysql, { pipeline: settings.name, runId, scope: WHOLE_PIPELINE });
  try {
    return await settlePublish(epoch, settings);
  } finally {
    await epoch.close();
  }
};
