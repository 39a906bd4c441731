/**
 * The publish: a journalled saga around one commit point.
 *
 * 1. Before anything is dropped, the journal holds what will be dropped or replaced.
 * 2. The commit is one RENAME TABLE over the tables of all databases and the token of this epoch. Before it the old generation is
 *    live and whole, after it the new one; there is no between.
 * 3. Whoever finds a journal without its end undoes it when the token has not moved and finishes it when it has (`settle-publish.ts`).
 *    That is how every try begins, so a publish that happened is never done again.
 * 4. A generation without a token of ours is never dropped: what was there before the first import goes to `orig_<db>` and stays.
 */
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { DatabaseProof, Provenance } from '../../contracts/generation.js';
import type { DumpImportSettings, MysqlSettings } from '../../contracts/settings.js';
import { clearJournal, writeJournal } from '../control/journal.js';
import { readStagedDatabases } from '../control/staged-databases.js';
import type { Epoch } from '../control/take-epoch.js';
import { takeEpoch, WHOLE_PIPELINE } from '../control/take-epoch.js';
import { dropNextToken, readCurrentToken, readPreviousToken, writeNextToken } from '../control/tokens.js';
import { dropObject } from '../objects/create-object.js';
import { assertStagingKept } from './assert-staging-kept.js';
import { displacePrevious } from './displace-previous.js';
import type { PublishPlan } from './prepare-publish.js';
import { ensureSchemas, preparePublish } from './prepare-publish.js';
import { planRename } from './rename-plan.js';
import { renameTables } from './rename-tables.js';
import { finishPublish, settlePublish, undoPublish } from './settle-publish.js';

export interface PublishRequest {
  readonly settings: DumpImportSettings;
  readonly runId: string;
  readonly signal?: AbortSignal;
}

export interface PublishResult {
  readonly generation: number;
  readonly publishedAt: string;
  /** True where an earlier try of this run had committed already. */
  readonly already: boolean;
  readonly databases: readonly DatabaseProof[];
  /** Databases whose former tables were pinned as `orig_<db>`. */
  readonly pinned: readonly string[];
}

/**
 * Puts every proved database of a run live at once, or none. Repeatable.
 * Throws PUBLISH_LOCKED, PUBLISH_INTERRUPTED, PUBLISH_TORN, STAGING_LOST, ORIGINAL_ALREADY_PINNED, PARTITIONED_TABLE, FENCED and `MYSQL_…` codes.
 */
export const publishGeneration = async (mysql: MysqlSettings, request: PublishRequest): Promise<PublishResult> => {
  const { settings, runId } = request;
  const epoch = await takeEpoch(mysql, {
    pipeline: settings.name,
    runId,
    scope: WHOLE_PIPELINE,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  try {
    await settlePublish(epoch, settings);
    const current = await readCurrentToken(epoch.publisher, settings.name);
    if (current.kind === 'read' && current.provenance.runId === runId) return resultOf(current.provenance, true, []);
    const facts = await readServerFacts(epoch.publisher);
    const staged = await readStagedDatabases(
      epoch.publisher,
      { pipeline: settings.name, runId },
      settings.databases.map(({ name }) => name),
    );
    await assertStagingKept(epoch.publisher, { pipeline: settings.name, runId });
    const former = current.kind === 'read' ? current.provenance : undefined;
    const plan = await preparePublish(epoch, { settings, runId, facts, staged, former });
    return await commit(epoch, request, facts, plan, {
      pipeline: settings.name,
      generation: (former?.generation ?? 0) + 1,
      epoch: epoch.number,
      runId,
      preparedAt: new Date().toISOString(),
      databases: staged,
    }, current.kind !== 'none');
  } finally {
    await epoch.close();
  }
};

const commit = async (
  epoch: Epoch,
  { settings }: PublishRequest,
  facts: ServerFacts,
  plan: PublishPlan,
  provenance: Provenance,
  hasCurrentToken: boolean,
): Promise<PublishResult> => {
  const { publisher } = epoch;
  await ensureSchemas(publisher, plan);
  await writeNextToken(publisher, provenance);
  const renames = planRename({ pipeline: settings.name, epoch: epoch.number, hasCurrentToken, databases: plan.tables });
  await writeJournal(publisher, { ...plan.journal, renames });
  try {
    await displacePrevious(publisher, { pipeline: settings.name, plan, previous: await readPreviousToken(publisher, settings.name), facts });
    for (const { database, dropped } of plan.journal.databases) {
      if (dropped.length === 0) continue;
      const owner = await epoch.open('owner', database);
      for (const object of dropped) await dropObject(owner, object);
    }
    await renameTables(publisher, renames, { flavor: facts.flavor, lockTimeoutMs: settings.publish.lockTimeoutMs });
  } catch (error) {
    if (error instanceof StevedoreError && LOST.has(error.code)) throw error;
    await undoPublish(epoch, plan.journal);
    await dropNextToken(publisher, settings.name, epoch.number);
    await clearJournal(publisher, settings.name);
    throw error;
  }
  await finishPublish(epoch, settings, plan.journal, provenance);
  return resultOf(provenance, false, plan.pinned);
};

/** After these nobody is there to undo with; the next try settles the journal. */
const LOST: ReadonlySet<string> = new Set(['PUBLISH_INTERRUPTED', 'MYSQL_CONNECTION_LOST']);

const resultOf = (provenance: Provenance, already: boolean, pinned: readonly string[]): PublishResult => ({
  generation: provenance.generation,
  publishedAt: provenance.preparedAt,
  already,
  databases: provenance.databases,
  pinned,
});
