/** What is killed with SIGKILL, and where: as the statement passes on its way to one of the servers. */
export interface KillPoint {
  readonly victim: 'worker' | 'backend' | 'server';
  readonly side: 'source' | 'target';
  /** What the run is about. */
  readonly during: string;
  readonly sql: RegExp;
  /** Of the statements like it, the one that is meant. @default the first */
  readonly nth?: number;
}

type Place = Pick<KillPoint, 'side' | 'during' | 'sql' | 'nth'>;

const PLACES: readonly Place[] = [
  { side: 'target', during: 'taking the right to write', sql: /^update .*sync_epoch/ },
  { side: 'target', during: 'noting the generation', sql: /^insert into .*sync_generations/, nth: 2 },
  { side: 'target', during: 'making staging', sql: /^create schema "public"/i },
  { side: 'target', during: 'copying rows', sql: /^copy .* from stdin/i, nth: 2 },
  { side: 'target', during: 'reading rows back', sql: /^copy .* to stdout/i },
  { side: 'target', during: 'making keys', sql: /^(?!create table).*(?:primary key|create unique index)/is, nth: 2 },
  {
    side: 'target',
    during: 'noting that the copy is proved',
    sql: /^update .*sync_generations.* set state = 'staged'/,
  },
  { side: 'target', during: 'locking what is live', sql: /^lock table/ },
  { side: 'target', during: 'renaming the schemas', sql: /rename to "prev_public"/ },
  { side: 'target', during: 'writing the mark', sql: /^update .*sync_generations.* set state = 'live'/ },
  { side: 'target', during: 'dropping what nobody needs', sql: /nspname like 'stevedore/ },
  { side: 'source', during: 'taking the snapshot', sql: /pg_export_snapshot/ },
  { side: 'source', during: 'reading definitions', sql: /pg_get_constraintdef/ },
  { side: 'source', during: 'reading rows', sql: /^copy .* to stdout/i, nth: 2 },
];

/** The commit of the publish is no statement of its own kind: it follows the mark in its session. */
export const COMMIT = 'committing the publish';

/** Forty and more: each victim at each place, and at the commit. */
export const KILL_POINTS: readonly KillPoint[] = [
  ...PLACES,
  { side: 'target', during: COMMIT, sql: /^commit$/ } as const,
].flatMap((place) => (['worker', 'backend', 'server'] as const).map((victim) => ({ ...place, victim })));

/** A few of them, in which each victim and each side is. */
export const someOf = (points: readonly KillPoint[]): readonly KillPoint[] =>
  points.filter(
    ({ victim, during }) =>
      (victim === 'worker' && (during === COMMIT || during === 'renaming the schemas')) ||
      (victim === 'backend' && (during === 'writing the mark' || during === 'reading rows')) ||
      (victim === 'server' && (during === 'copying rows' || during === 'taking the snapshot')),
  );
