import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import { readServerFacts } from '../../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { DumpImportSettings } from '../../../contracts/dump-import/settings.js';
import type { Epoch } from '../../control/take-epoch.js';
import { readCurrentToken } from '../../control/tokens.js';
import type { UnfinishedStep } from './unfinished.js';
import { readUnfinished } from './unfinished.js';
import { inRounds } from '../../objects/in-rounds.js';
import { recordUnfinished, warningOf } from './complete-publish.js';
import { createPerformer } from './perform-step.js';

/**
 * Retries what earlier commits left undone; anything fixed by hand or otherwise counts as done. Returns a warning for
 * each thing that still fails; such failures block nothing. Throws if the server is away.
 */
export const retryUnfinished = async (epoch: Epoch, settings: DumpImportSettings): Promise<string[]> => {
  const left = await readUnfinished(epoch.publisher, settings.name);
  if (left.length === 0) return [];
  const live = await liveEpoch(epoch.publisher, settings.name);
  const { flavor } = await readServerFacts(epoch.publisher);
  const performer = createPerformer(epoch, { pipeline: settings.name, flavor, lockTimeoutMs: ONE_LOCK_TRY });
  const lacking = new Set<string>();
  const perform = async (entry: UnfinishedStep): Promise<void> => {
    const { step } = entry;
    // It exists, and is created again only after the step that it waits for.
    const waits = step.kind === 'create' && step.behind !== undefined && lacking.has(keyOf(step.database, step.behind));
    if (waits) throw new StevedoreError('OBJECT_INVALID', entry.problem);
    await performer.perform(entry).catch((error: unknown) => {
      if (step.kind === 'create') lacking.add(keyOf(step.database, step.object.name));
      throw error;
    });
  };
  const wanted = left.filter(({ step, epoch: of }) => step.kind !== 'create' || of === live);
  const failed = await inRounds(wanted, perform, { delaysMs: [] });
  const warnings = failed
    .filter(({ item: { step } }) => step.kind !== 'create' || step.behind === undefined)
    .map(({ item, error }) => warningOf(item.step, settings.name, `Still undone: ${error.message}`));
  if (failed.length < left.length)
    await recordUnfinished(epoch, performer, settings.name, failed, {
      before: left.length,
      live,
      formerly: () => null,
      warnings,
    });
  return warnings;
};

const keyOf = (database: string, trigger: string): string => `${database}.${trigger}`;

/** The epoch whose generation is live; 0 if none of ours is. */
export const liveEpoch = async (publisher: MysqlConnection, pipeline: string): Promise<number> => {
  const current = await readCurrentToken(publisher, pipeline);
  return current.kind === 'read' ? current.provenance.epoch : 0;
};

const ONE_LOCK_TRY = 0;
