import type { Provenance } from '../../../contracts/dump-import/generation.js';
import type { StoredObject } from '../../../contracts/dump-import/stored-object.js';
import { originalSchema } from '../../../contracts/dump-import/target-names.js';
import type { DumpImportSettings } from '../../../contracts/dump-import/settings.js';
import { withEventStatus } from '../../../formats/mysql-dump/objects/object-definition.js';
import type { JournalEntry } from '../../control/journal.js';
import type { UnfinishedStep } from './unfinished.js';
import { CREATE_ORDER } from '../../objects/create-objects.js';
import type { CompletionStep } from './completion-step.js';

/** A step, and, if it failed before, the definition that was in its place then. */
export interface PlannedStep {
  readonly step: CompletionStep;
  /** Absent: any definition may be in its place. */
  readonly stands?: string | null;
}

/**
 * Lists everything that a publish or rollback does after its commit, in order: definitions to drop, definitions to
 * create, what was there before the first import, the generation beyond the limit, staging, records. `left` is what
 * earlier commits left undone; of it, skips what the new generation defines otherwise, and creates no definition of an
 * earlier generation.
 */
export const planCompletion = (
  journal: JournalEntry,
  provenance: Provenance,
  settings: DumpImportSettings,
  left: readonly UnfinishedStep[] = [],
): PlannedStep[] => {
  const drops: CompletionStep[] = [];
  const creates: CompletionStep[] = [];
  const pins: CompletionStep[] = [];
  for (const { database, retired, dropped, replaced, create } of journal.databases) {
    const wanted = create ?? objectsOf(provenance, database, settings);
    for (const object of replaced) if (!wanted.some(sameAs(object))) drops.push({ kind: 'drop', database, object });
    for (const object of wanted) creates.push({ kind: 'create', database, object });
    const objects = [...dropped, ...replaced];
    if (retired === originalSchema(database) && objects.length > 0) pins.push({ kind: 'pin', database, objects });
    if (create !== undefined) pins.push({ kind: 'unpin', database });
  }
  creates.sort((a, b) => orderOf(a) - orderOf(b));
  const { schemas, tokens } = journal.dropAfter;
  const displaced: CompletionStep[] =
    schemas.length + tokens.length === 0
      ? []
      : [{ kind: 'displaced', database: journal.databases[0]?.database ?? '', schemas, tokens }];
  const steps = [
    ...drops,
    ...creates,
    ...pins,
    ...displaced,
    ...journal.databases.map(
      ({ database }): CompletionStep => ({
        kind: 'staging',
        database,
        epoch: journal.epoch,
        onlyEmpty: journal.action === 'rollback',
      }),
    ),
    ...journal.databases.map(({ database }): CompletionStep => ({ kind: 'records', database, epoch: journal.epoch })),
  ].map((step): PlannedStep => ({ step }));
  const carried = left.filter(
    ({ step }) => step.kind !== 'create' && !steps.some((other) => overrides(other.step, step)),
  );
  return [...carried.map(({ step, stands }) => ({ step, stands })), ...steps];
};

/** Whether a new step makes a leftover one pointless. */
const overrides = (fresh: CompletionStep, left: CompletionStep): boolean => {
  if (fresh.database !== left.database) return false;
  if (left.kind === 'drop') {
    return (fresh.kind === 'create' || fresh.kind === 'drop') && sameAs(left.object)(fresh.object);
  }
  return (fresh.kind === 'pin' || fresh.kind === 'unpin') && (left.kind === 'pin' || left.kind === 'unpin');
};

const orderOf = (step: CompletionStep): number => (step.kind === 'create' ? CREATE_ORDER[step.object.kind] : 0);

/** The objects of a generation as they are created in live. */
const objectsOf = (provenance: Provenance, database: string, settings: DumpImportSettings): StoredObject[] =>
  (provenance.databases.find((one) => one.database === database)?.objects ?? [])
    .filter(({ kind }) => kind !== 'event' || settings.objects.events !== 'skip')
    .map((object) => forLive(object, settings));

const forLive = (object: StoredObject, { objects }: DumpImportSettings): StoredObject =>
  object.kind === 'event' && objects.events === 'disabled'
    ? { ...object, sql: withEventStatus(object.sql, 'disabled', object.session.sqlMode) }
    : object;

const sameAs =
  (object: StoredObject) =>
  (other: StoredObject): boolean =>
    other.kind === object.kind && other.name.toLowerCase() === object.name.toLowerCase();
