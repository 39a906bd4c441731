/**
 * The steps after the commit. From here on the run is a success, so:
 *
 * 1. Every step can fail by itself; it is retried a few times and then becomes a warning with its name and statement.
 * 2. The journal is closed whatever failed, so the next run and a rollback never meet it. What must be retried is first
 *    recorded as unfinished.
 * 3. Only an unreachable server (or a later epoch) ends this early and leaves the journal; whoever comes next repeats
 *    everything.
 */
import type { Provenance } from '../../../contracts/dump-import/generation.js';
import type { DumpImportSettings } from '../../../contracts/dump-import/settings.js';
import type { JournalEntry } from '../../control/journal.js';
import { clearJournal } from '../../control/journal.js';
import type { Epoch } from '../../control/take-epoch.js';
import { objectKey, readStandingObjects, recordStandingObjects } from '../../control/standing-objects.js';
import type { UnfinishedStep } from './unfinished.js';
import { readUnfinished, writeUnfinished } from './unfinished.js';
import type { Failed } from '../../objects/in-rounds.js';
import { inRounds } from '../../objects/in-rounds.js';
import type { LockTries } from '../locks/with-lock-tries.js';
import type { CompletionStep } from './completion-step.js';
import { followsStep, isTriedAgain, shortStatementOf, statementOf } from './completion-step.js';
import type { StepPerformer } from './perform-step.js';
import { createPerformer } from './perform-step.js';
import type { PlannedStep } from './plan-completion.js';
import { planCompletion } from './plan-completion.js';

export type Locking = LockTries;

/**
 * Creates the objects of the new generation and removes what it displaced. Returns a warning for each thing that could
 * not be done. Throws only MYSQL_UNREACHABLE, MYSQL_CONNECTION_LOST and FENCED.
 */
export const completePublish = async (
  epoch: Epoch,
  settings: DumpImportSettings,
  journal: JournalEntry,
  provenance: Provenance,
  locking: Locking,
): Promise<string[]> => {
  const performer = createPerformer(epoch, { pipeline: journal.pipeline, ...locking });
  const warnings: string[] = [];
  let left: UnfinishedStep[] = [];
  await orWarn(warnings, 'Cannot read what earlier publishes left undone', async () => {
    left = await readUnfinished(epoch.publisher, journal.pipeline);
  });
  const planned = planCompletion(journal, provenance, settings, left);
  const failed = await inRounds(planned, performer.perform, {
    follows: (other, item) => followsStep(other.step, item.step),
  });
  warnings.push(...failed.map(({ item, error }) => warningOf(item.step, journal.pipeline, error.message)));
  await recordUnfinished(epoch, performer, journal.pipeline, withFollowers(failed, planned), {
    before: left.length,
    live: journal.epoch,
    formerly: (step) => formerly(journal, step),
    warnings,
  });
  await orWarn(warnings, 'Cannot record the definitions that stand now (verify does not compare them)', () =>
    recordStanding(epoch, performer, provenance),
  );
  await orWarn(warnings, 'Cannot close the journal of the publish (the next run closes it)', () =>
    clearJournal(epoch.publisher, journal.pipeline),
  );
  return warnings;
};

/** What the server makes of the definitions; nothing is asked where the generation has none. */
const recordStanding = async (
  { publisher }: Epoch,
  performer: StepPerformer,
  { pipeline, generation, databases }: Provenance,
): Promise<void> => {
  const withObjects = databases.filter(({ objects }) => objects.length > 0);
  const [first] = withObjects;
  if (first === undefined) return;
  const names = withObjects.map(({ database }) => database);
  const standing = await readStandingObjects(await performer.ownerOf(first.database), names);
  const ours = new Set(
    withObjects.flatMap(({ database, objects }) => objects.map((object) => objectKey({ ...object, database }))),
  );
  await recordStandingObjects(
    publisher,
    { pipeline, generation },
    standing.filter((object) => ours.has(objectKey(object))),
  );
};

export interface RecordOptions {
  /** Number of steps that were recorded. */
  readonly before: number;
  /** The epoch whose generation is live. */
  readonly live: number;
  /** What is in the place of a step's definition, if the server refuses to say. */
  readonly formerly: (step: CompletionStep) => string | null;
  readonly warnings: string[];
}

/** A definition that the publish found in live stays until something replaces it. */
const formerly = ({ databases }: JournalEntry, step: CompletionStep): string | null => {
  if (step.kind === 'drop') return step.object.sql;
  if (step.kind !== 'create') return null;
  const { replaced = [] } = databases.find(({ database }) => database === step.database) ?? {};
  return replaced.find(({ kind, name }) => kind === step.object.kind && name === step.object.name)?.sql ?? null;
};

/**
 * Adds, to each trigger that was not created, the existing later triggers of its table: they must be created again
 * after it, to keep their order.
 */
export const withFollowers = (
  failed: readonly Failed<PlannedStep>[],
  planned: readonly PlannedStep[],
): Failed<PlannedStep>[] => {
  const missing = new Set(failed.map(({ item }) => item));
  return failed.flatMap((one) => {
    const { step } = one.item;
    if (step.kind !== 'create') return [one];
    const later = planned
      .slice(planned.indexOf(one.item) + 1)
      .filter((other) => !missing.has(other) && followsStep(other.step, step));
    for (const other of later) missing.add(other);
    return [
      one,
      ...later.map((other) => ({
        item: { step: { ...other.step, behind: step.object.name } as CompletionStep },
        error: one.error,
      })),
    ];
  });
};

/** Records the steps that failed, so that whoever settles next retries them; replaces the earlier record. */
export const recordUnfinished = async (
  epoch: Epoch,
  performer: StepPerformer,
  pipeline: string,
  failed: readonly Failed<PlannedStep>[],
  { before, live, formerly, warnings }: RecordOptions,
): Promise<void> => {
  const lasting = failed.filter(({ item }) => isTriedAgain(item.step));
  if (before + lasting.length === 0) return;
  await orWarn(warnings, 'Cannot record what is left to do', async () => {
    const steps: UnfinishedStep[] = [];
    for (const { item, error } of lasting) {
      const stands =
        item.stands !== undefined ? item.stands : await performer.standing(item.step).catch(() => formerly(item.step));
      steps.push({
        step: item.step,
        stands,
        epoch: live,
        statement: statementOf(item.step, pipeline),
        problem: error.message,
      });
    }
    await writeUnfinished(epoch.publisher, pipeline, steps);
  });
};

/** Says for a person what failed, why, and what to run. */
export const warningOf = (step: CompletionStep, pipeline: string, problem: string): string => {
  const again = isTriedAgain(step) ? 'the next run retries it' : 'the next publish repairs it';
  return `${problem} (in "${step.database}"); ${again}, or run by hand: ${shortStatementOf(step, pipeline)}`;
};

const orWarn = async (warnings: string[], what: string, body: () => Promise<void>): Promise<void> => {
  const [failed] = await inRounds([what], body);
  if (failed !== undefined) warnings.push(`${what}: ${failed.error.message}`);
};
