/**
 * The publish: a journalled saga around one commit point.
 *
 * 1. Before anything is dropped, the journal holds what will be dropped or replaced.
 * 2. The commit is one RENAME TABLE over the tables of all databases and the token of this epoch. Before it the old
 *    generation is live and whole, after it the new one; there is no state in between.
 * 3. Whoever finds an unfinished journal undoes the publish if the token has not moved, and finishes it if it has
 *    (`settle-publish.ts`). Every try begins this way, so a publish that has committed is never repeated.
 * 4. A generation without a token of ours is never dropped: what was there before the first import goes to `orig_<db>`
 *    and stays.
 */
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { DatabaseProof } from '../../contracts/dump-import/proof.js';
import type { Provenance } from '../../contracts/dump-import/generation.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { clearJournal, writeJournal } from '../control/journal.js';
import { readStagedDatabases } from '../control/staged-databases.js';
import type { Epoch } from '../control/take-epoch.js';
import { takeEpoch, WHOLE_PIPELINE } from '../control/take-epoch.js';
import type { TokenReading } from '../control/tokens.js';
import { dropNextToken, readCurrentToken, readPreviousTokens, writeNextToken } from '../control/tokens.js';
import { dropObject } from '../objects/create-object.js';
import { withRefusalTries } from './completion/with-refusal-tries.js';
import { assertStagingKept } from './assert-staging-kept.js';
import { completePublish } from './completion/complete-publish.js';
import { planCompletion } from './completion/plan-completion.js';
import type { DropList } from './displace-previous.js';
import { displacePrevious, NO_DISPLACEMENT, planSurplus } from './displace-previous.js';
import type { PublishPlan } from './prepare-publish.js';
import { ensureSchemas, keptOf, preparePublish } from './prepare-publish.js';
import { probeLocks } from './locks/probe-locks.js';
import { publishLocked, renameTables } from './rename/rename-tables.js';
import { settlePublish } from './settle-publish.js';
import { tellingWarnings } from './completion/telling-warnings.js';
import { tryRights } from './try-rights.js';
import { keepForLater, undoPublish } from './undo-publish.js';
import type { LockWatch } from './locks/with-lock-tries.js';
import { isLockRefusal, withLockTries } from './locks/with-lock-tries.js';

export interface PublishRequest {
  readonly settings: DumpImportSettings;
  readonly runId: string;
  readonly signal?: AbortSignal;
  /** Called while others hold the locks. */
  readonly watch?: LockWatch;
  /** Leaves what it displaced to `dropDisplaced`: nobody waits for that to have what is new. @default false */
  readonly leavesDisplaced?: boolean;
  /** Called right before the RENAME is sent: from here on it may have happened, whatever is thrown. */
  readonly onCommit?: (() => void) | undefined;
}

export interface PublishResult {
  readonly generation: number;
  readonly publishedAt: string;
  /** True if an earlier try of this run had already committed. */
  readonly already: boolean;
  readonly databases: readonly DatabaseProof[];
  /** Databases whose former tables were pinned as `orig_<db>`. */
  readonly pinned: readonly string[];
  /** Names what could not be completed after the commit, each with the statement that does it. */
  readonly warnings: readonly string[];
  /** True if the server went away after the commit: the journal stays, and whoever settles next completes the rest. */
  readonly unfinished: boolean;
  /** With `leavesDisplaced`, what `dropDisplaced` is to drop; where nobody does, the next publish drops it. */
  readonly displaced?: DropList;
}

/**
 * Puts every proved database of a run live at once, or none. Idempotent; retries momentary refusals. Throws
 * PUBLISH_LOCKED, PUBLISH_INTERRUPTED, PUBLISH_TORN, STAGING_LOST, ORIGINAL_ALREADY_PINNED, PARTITIONED_TABLE, FENCED
 * and `MYSQL_…` codes.
 */
export const publishGeneration = (mysql: MysqlSettings, request: PublishRequest): Promise<PublishResult> =>
  withRefusalTries(() => publishOnce(mysql, request));

const publishOnce = async (mysql: MysqlSettings, request: PublishRequest): Promise<PublishResult> => {
  const { settings, runId } = request;
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
    const previous = await readPreviousTokens(epoch.publisher, settings.name);
    if (current.kind === 'read' && current.provenance.runId === runId) {
      const { dropAfter } = planSurplus(keptOf(settings, previous));
      const left = request.leavesDisplaced === true && dropAfter.tokens.length > 0 ? { displaced: dropAfter } : {};
      return { ...resultOf(current.provenance, true, []), warnings, unfinished: false, ...left };
    }
    const facts = await readServerFacts(epoch.publisher);
    const staged = await readStagedDatabases(
      epoch.publisher,
      { pipeline: settings.name, runId },
      settings.databases.map(({ name }) => name),
    );
    await assertStagingKept(epoch.publisher, { pipeline: settings.name, runId });
    const plan = await preparePublish(epoch, { settings, runId, facts, staged, current, previous });
    const provenance: Provenance = {
      pipeline: settings.name,
      generation: nextNumber([current, ...previous.map(({ reading }) => reading)]),
      epoch: epoch.number,
      runId,
      preparedAt: new Date().toISOString(),
      databases: staged,
    };
    const ending = await commitPlan(epoch, request, facts, plan, provenance);
    return { ...resultOf(provenance, false, plan.pinned), ...ending };
  } catch (error) {
    throw tellingWarnings(error, warnings);
  } finally {
    await epoch.close();
  }
};

/** After a rollback a kept generation has a higher number than the live one; no number is given twice. */
const nextNumber = (tokens: readonly TokenReading[]): number =>
  Math.max(0, ...tokens.map((token) => (token.kind === 'read' ? token.provenance.generation : 0))) + 1;

/**
 * Executes the plan of a publish or rollback: journal, commit, objects. Undoes a failure before the commit, unless the
 * connection broke; a failure after it becomes a warning.
 */
export const commitPlan = async (
  epoch: Epoch,
  { settings, watch, leavesDisplaced = false, onCommit }: CommitRequest,
  facts: ServerFacts,
  plan: PublishPlan,
  provenance: Provenance,
): Promise<CommitEnding> => {
  const { publisher } = epoch;
  const locking = {
    flavor: facts.flavor,
    lockTimeoutMs: settings.publish.lockTimeoutMs,
    ...(watch === undefined ? {} : { watch }),
  };
  await probeLocks(publisher, plan, locking);
  await ensureSchemas(publisher, plan);
  await tryRights(
    epoch,
    planCompletion(plan.journal, provenance, settings).map(({ step }) => step),
    {
      flavor: facts.flavor,
      databases: plan.journal.databases,
    },
  );
  await writeNextToken(publisher, provenance);
  // A rollback moves tables through staging in one statement, so a table's place does not tell its generation.
  await writeJournal(
    publisher,
    plan.journal.action === 'publish' ? { ...plan.journal, renames: plan.renames } : plan.journal,
  );
  try {
    await displacePrevious(publisher, plan.displacement, locking);
    for (const { database, dropped } of plan.journal.databases) {
      if (dropped.length === 0) continue;
      const owner = await epoch.open('owner', database);
      // From the last on, so that what stands of a table's triggers keeps its order if one is refused.
      for (const object of dropped.toReversed()) await withLockTries(owner, locking, () => dropObject(owner, object));
    }
    onCommit?.();
    await renameTables(publisher, plan.renames, locking);
  } catch (error) {
    if (error instanceof StevedoreError && LOST.has(error.code)) throw error;
    const failed = await undoPublish(epoch, plan.journal, locking);
    const locked = failed.find((one) => isLockRefusal(one.error));
    // The journal stays, and the next try begins with it.
    if (locked !== undefined) throw publishLocked(locking.lockTimeoutMs, locked.error);
    const lost = await keepForLater(epoch, plan.journal, failed, locking);
    await dropNextToken(publisher, settings.name, epoch.number);
    await clearJournal(publisher, settings.name);
    throw tellingWarnings(isLockRefusal(error) ? publishLocked(locking.lockTimeoutMs, error) : error, lost);
  }
  const { dropAfter } = plan.journal;
  const leaves = leavesDisplaced && dropAfter.schemas.length + dropAfter.tokens.length > 0;
  const now = leaves ? { ...plan.journal, dropAfter: NO_DISPLACEMENT.dropAfter } : plan.journal;
  try {
    const warnings = await completePublish(epoch, settings, now, provenance, locking);
    return { warnings, unfinished: false, ...(leaves && { displaced: dropAfter }) };
  } catch (error) {
    if (isStevedoreError(error) && AWAY.has(error.code)) return { warnings: [], unfinished: true };
    throw error;
  }
};

type CommitRequest = Pick<PublishRequest, 'settings' | 'watch' | 'leavesDisplaced' | 'onCommit'>;

/** After these errors no connection is left to undo with; the next try settles the journal. */
const LOST: ReadonlySet<string> = new Set(['PUBLISH_INTERRUPTED', 'MYSQL_CONNECTION_LOST']);

type CommitEnding = Pick<PublishResult, 'warnings' | 'unfinished' | 'displaced'>;

const AWAY: ReadonlySet<string> = new Set(['MYSQL_UNREACHABLE', 'MYSQL_CONNECTION_LOST']);

const resultOf = (
  provenance: Provenance,
  already: boolean,
  pinned: readonly string[],
): Omit<PublishResult, keyof CommitEnding> => ({
  generation: provenance.generation,
  publishedAt: provenance.preparedAt,
  already,
  databases: provenance.databases,
  pinned,
});
