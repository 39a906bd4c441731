import type { CopyTo } from '../source/sync-source.js';
import type { LaterObject, StagedSchema } from '../stage/staging.js';
import type { CopyUnit } from './copy-unit.js';
import type { LoadTask, LockMode } from './load-task.js';
import { namesOf } from './copy-unit.js';

/** What the tasks do; `spare` is the number of places that would stay empty. */
export interface LoadWork {
  readonly copy: (unit: CopyUnit) => Promise<void>;
  readonly empty: (unit: CopyUnit) => Promise<void>;
  readonly copyPart: (unit: CopyUnit, part: CopyTo) => Promise<void>;
  /** All parts are there. */
  readonly join: (unit: CopyUnit) => Promise<void>;
  readonly prove: (unit: CopyUnit) => Promise<void>;
  readonly make: (object: LaterObject, spare: number) => Promise<void>;
  readonly index: (object: LaterObject, spare: number) => Promise<void>;
  readonly validate: (object: LaterObject) => Promise<void>;
  readonly analyze: (unit: CopyUnit) => Promise<void>;
}

export interface TaskPlan {
  readonly units: readonly CopyUnit[];
  readonly schemas: readonly StagedSchema[];
  readonly later: readonly LaterObject[];
  /** Whether the rows of a foreign key can be checked after it was made. */
  readonly isValidatedLater: (object: LaterObject) => boolean;
}

/** Compared with the copying of as many bytes: what was measured, of a gin index the middle of much. */
const COST = { proof: 0.25, index: 0.3, otherIndex: 1.5, validate: 0.2, analyze: 0.02, always: 10_000 };

/**
 * The tasks of a load, and what each waits for.
 *
 * 1. A table's proof, its indexes and all that needs its rows follow its copy; nothing waits for another table's rows
 *    but what names both.
 * 2. What changes how a table is read or written (triggers, rules, policies) waits for its proof.
 * 3. A table is analysed when its indexes and extended statistics are there.
 */
export const planTasks = ({ units, schemas, later, isValidatedLater }: TaskPlan, work: LoadWork): LoadTask[] => {
  const unitOf = new Map(units.flatMap((unit) => namesOf(unit, schemas).map((name) => [name, unit] as const)));
  const unitsOf = ({ tables }: LaterObject) => new Set(tables.flatMap((name) => unitOf.get(name) ?? []));
  const bytesOf = (object: LaterObject) => [...unitsOf(object)].reduce((sum, { bytes }) => sum + bytes, 0);
  const rowsAndNeeds = (object: LaterObject): string[] => [
    ...[...unitsOf(object)].map(idOf('copy')),
    ...(AFTER_PROOF.has(object.kind) ? [...unitsOf(object)].map(idOf('prove')) : []),
    ...object.needs.map((id) => `make ${id}`),
  ];
  const task = (
    id: string,
    place: LoadTask['place'],
    cost: number,
    after: readonly string[],
    locks: readonly (readonly [string | undefined, LockMode])[],
    run: (spare: number) => Promise<void>,
  ): LoadTask => ({
    id,
    place,
    cost: cost + COST.always,
    after,
    locks: new Map(locks.flatMap(([table, mode]) => (table === undefined ? [] : [[table, mode] as const]))),
    run,
  });
  const copies = (unit: CopyUnit): LoadTask[] => {
    const { place, bytes, parts, bound } = unit;
    const lock = [place, 'ACCESS EXCLUSIVE'] as const;
    if (parts.length === 0) {
      // One session at a time can have the true names.
      const locks = bound ? [lock, ['true names', 'ACCESS EXCLUSIVE'] as const] : [lock];
      return [task(idOf('copy')(unit), 'rows', bytes, [], locks, () => work.copy(unit))];
    }
    const empty = task(`empty ${place}`, 'rows', 0, [], [lock], () => work.empty(unit));
    const each = parts.map((part, at) =>
      task(`copy ${place} part ${at + 1}`, 'rows', bytes / parts.length, [empty.id], [], () =>
        work.copyPart(unit, part),
      ),
    );
    const all = each.map(({ id }) => id);
    return [empty, ...each, task(idOf('copy')(unit), 'rows', 0, all, [], () => work.join(unit))];
  };
  const beforeAnalyze = new Map<CopyUnit, string[]>();
  for (const object of later)
    if (BEFORE_ANALYZE.has(object.kind))
      for (const unit of unitsOf(object))
        beforeAnalyze.set(unit, [...(beforeAnalyze.get(unit) ?? []), `make ${object.id}`]);
  const ofUnit = (unit: CopyUnit): LoadTask[] => [
    ...copies(unit),
    task(
      idOf('prove')(unit),
      'build',
      unit.bytes * COST.proof,
      [idOf('copy')(unit)],
      [[unit.place, 'ACCESS SHARE']],
      () => work.prove(unit),
    ),
    task(
      idOf('analyze')(unit),
      'build',
      unit.bytes * COST.analyze,
      [idOf('copy')(unit), ...(beforeAnalyze.get(unit) ?? [])],
      [[unit.place, 'SHARE UPDATE EXCLUSIVE']],
      () => work.analyze(unit),
    ),
  ];
  const ofObject = (object: LaterObject): LoadTask[] => {
    const { id, kind, table, statements } = object;
    const bytes = bytesOf(object);
    const cost = SLOW.has(kind)
      ? bytes * (/ USING (?:btree|brin|hash) /.test(statements[0] ?? '') ? COST.index : COST.otherIndex)
      : 0;
    const after = rowsAndNeeds(object);
    if (object.over !== undefined) {
      return [
        task(`index ${id}`, 'build', cost, after, [[table, 'SHARE']], (spare) => work.index(object, spare)),
        task(`make ${id}`, 'build', 0, [...after, `index ${id}`], locksOf(object), () => work.make(object, 0)),
      ];
    }
    const make = task(`make ${id}`, 'build', cost, after, locksOf(object), (spare) => work.make(object, spare));
    if (kind !== 'foreignKey' || !isValidatedLater(object)) return [make];
    const others = object.tables.map((each) => [each, 'ROW SHARE'] as const);
    return [
      make,
      task(
        `validate ${id}`,
        'build',
        bytes * COST.validate,
        [make.id],
        [...others, [table, 'SHARE UPDATE EXCLUSIVE']],
        () => work.validate(object),
      ),
    ];
  };
  return [...units.flatMap(ofUnit), ...later.flatMap(ofObject)];
};

const idOf =
  (what: 'copy' | 'prove' | 'analyze') =>
  ({ place }: CopyUnit): string =>
    `${what} ${place}`;

const AFTER_PROOF: ReadonlySet<LaterObject['kind']> = new Set(['rule', 'trigger', 'policy']);
const BEFORE_ANALYZE: ReadonlySet<LaterObject['kind']> = new Set(['index', 'constraint', 'statistics']);
const SLOW: ReadonlySet<LaterObject['kind']> = new Set(['index', 'constraint']);

const locksOf = ({
  kind,
  table,
  tables,
  statements,
  attachedTo,
}: LaterObject): (readonly [string | undefined, LockMode])[] => {
  // With CLUSTER ON or REPLICA IDENTITY two that have the weaker lock would each wait for the other's end.
  const isOfTable = statements.slice(1).some((each) => each.startsWith('ALTER TABLE '));
  if (kind === 'index') return [[table, isOfTable ? 'ACCESS EXCLUSIVE' : 'SHARE']];
  if (kind === 'statistics') return [[table, 'SHARE UPDATE EXCLUSIVE']];
  if (kind === 'foreignKey' || kind === 'trigger') return tables.map((each) => [each, 'SHARE ROW EXCLUSIVE']);
  const exclusive = [table, ...tables].map((each) => [each, 'ACCESS EXCLUSIVE'] as const);
  return attachedTo === undefined ? exclusive : [...exclusive, [attachedTo, 'SHARE UPDATE EXCLUSIVE']];
};
