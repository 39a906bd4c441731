/**
 * The rollback: the same journalled saga as the publish (`publish-generation.ts`), with a kept generation in place of
 * staging.
 *
 * 1. The returning generation keeps its number and record. Only its epoch is new, because the epoch tells a journal's
 *    reader whether the commit happened. Numbers are never given twice, so the next import gets one above all kept
 *    ones.
 * 2. It drops nothing: the live generation takes the first place of the kept ones (`prev_<db>`), so another rollback
 *    goes
 *    forward again. An older target (`to`) leaves the list, and those between move by one place (`rollback-plan.ts`).
 * 3. What was there before the first import is generation 0. While it is live, nothing of ours is; the next import pins
 *    it again.
 * 4. Freshness compares with what is live, so the next import takes the newer archive again.
 * 5. Staging is emptied first: the returning definitions are tried in it, and tables that change places go through it,
 *    within the one statement. A worker that is killed during the trial leaves empty copies there, which the next
 *    rollback or load removes.
 */
import { readServerFacts } from '../../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { Provenance } from '../../../contracts/dump-import/generation.js';
import { chooseRollbackTarget } from '../../../contracts/dump-import/rollback-target.js';
import type { DumpImportSettings } from '../../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../../contracts/connections/mysql.js';
import type { Epoch } from '../../control/take-epoch.js';
import { takeEpoch, WHOLE_PIPELINE } from '../../control/take-epoch.js';
import { readCurrentToken, readPreviousTokens } from '../../control/tokens.js';
import { withRefusalTries } from '../completion/with-refusal-tries.js';
import { readStandingGenerations } from '../../generations/read-generations.js';
import { planCompletion } from '../completion/plan-completion.js';
import type { PublishPlan } from '../prepare-publish.js';
import { hopSchemas, prepareRollback } from './prepare-rollback.js';
import { commitPlan } from '../publish-generation.js';
import { settlePublish } from '../settle-publish.js';
import { tellingWarnings } from '../completion/telling-warnings.js';
import { emptyStaging, tryReturning } from '../try-returning.js';
import type { LockWatch } from '../locks/with-lock-tries.js';

export interface RollbackRequest {
  readonly settings: DumpImportSettings;
  readonly runId: string;
  /** The generation to bring back. @default the one that was live last */
  readonly to?: number;
  readonly signal?: AbortSignal;
  /** Called while others hold the locks. */
  readonly watch?: LockWatch;
  /** As of a publish. */
  readonly onCommit?: () => void;
}

export interface RollbackResult {
  /** The generation that is live now; 0 is the state before the first import. */
  readonly generation: number;
  /** The generation that was live before. */
  readonly from: number;
  /** True if an earlier try of this run had already committed. */
  readonly already: boolean;
  readonly databases: readonly string[];
  /** As in `PublishResult.warnings`. */
  readonly warnings: readonly string[];
  /** As in `PublishResult.unfinished`. */
  readonly unfinished: boolean;
}

/**
 * Puts a kept generation live again, for all databases at once, with its objects. Idempotent.
 * Throws ROLLBACK_IMPOSSIBLE if there is nothing to go back to, PUBLISH_LOCKED, PUBLISH_INTERRUPTED,
 * ORIGINAL_ALREADY_PINNED, PARTITIONED_TABLE, OBJECT_INVALID, FENCED and `MYSQL_…` codes.
 */
export const rollbackGeneration = (mysql: MysqlSettings, request: RollbackRequest): Promise<RollbackResult> =>
  withRefusalTries(() => rollbackOnce(mysql, request));

const rollbackOnce = async (mysql: MysqlSettings, request: RollbackRequest): Promise<RollbackResult> => {
  const { settings, runId, to } = request;
  const epoch = await takeEpoch(mysql, {
    pipeline: settings.name,
    runId,
    scope: WHOLE_PIPELINE,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  let warnings: readonly string[] = [];
  try {
    ({ warnings } = await settlePublish(epoch, settings));
    const current = await readCurrentToken(epoch.publisher, settings.name);
    if (current.kind === 'unreadable') throw unreadable(settings.name, current.reason);
    const live = current.kind === 'read' ? current.provenance : undefined;
    if (live?.rolledBack?.runId === runId) {
      return { ...resultOf(live, live.rolledBack.from, true), warnings, unfinished: false };
    }
    const target = chooseRollbackTarget(settings.name, await readStandingGenerations(epoch.publisher, settings), to);
    if (live === undefined) throw unreadable(settings.name, 'it is missing');
    const prepared = await prepareRollback(epoch, {
      settings,
      runId,
      live,
      target,
      facts: await readServerFacts(epoch.publisher),
      previous: await readPreviousTokens(epoch.publisher, settings.name),
    });
    const { plan, provenance } = prepared;
    const creates = planCompletion(plan.journal, provenance, settings).flatMap(({ step }) =>
      step.kind === 'create' ? [step] : [],
    );
    const objectsOf = (name: string) => creates.filter(({ database }) => database === name).map(({ object }) => object);
    await tryReturning(
      epoch,
      settings.name,
      prepared.returning.map((one) => ({ ...one, objects: objectsOf(one.database) })),
    );
    await emptyHops(epoch, settings, plan);
    const ending = await commitPlan(epoch, request, await readServerFacts(epoch.publisher), plan, provenance);
    return { ...resultOf(provenance, live.generation, false), ...ending };
  } catch (error) {
    throw tellingWarnings(error, warnings);
  } finally {
    await epoch.close();
  }
};

const emptyHops = async (epoch: Epoch, settings: DumpImportSettings, plan: PublishPlan): Promise<void> => {
  const databases = hopSchemas(plan);
  if (databases.length === 0) return;
  const loader = await epoch.open('loader');
  for (const database of databases) {
    await emptyStaging(epoch, loader, settings.name, database);
  }
};

const resultOf = (
  { generation, databases }: Provenance,
  from: number,
  already: boolean,
): Omit<RollbackResult, 'warnings' | 'unfinished'> => ({
  generation,
  from,
  already,
  databases: databases.map(({ database }) => database),
});

const unreadable = (pipeline: string, reason: string): StevedoreError =>
  new StevedoreError(
    'ROLLBACK_IMPOSSIBLE',
    `Cannot roll back "${pipeline}": the record of what is live cannot be read (${reason})`,
    {
      details: { pipeline },
    },
  );
