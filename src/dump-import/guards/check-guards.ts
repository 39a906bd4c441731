import type { DatabaseProof, TableProof } from '../../contracts/dump-import/proof.js';
import type { GuardName } from '../../contracts/dump-import/guards.js';
import type { GuardSettings, TableGuards } from '../../contracts/dump-import/settings.js';
import { matchesTable } from '../table-patterns.js';

export interface GuardFinding {
  readonly guard: GuardName;
  readonly database: string;
  /** Absent if the finding concerns the whole database. */
  readonly table?: string;
  /** For example `1,000 rows before, 700 now (-30.0 %)`. */
  readonly detail: string;
}

/**
 * Compares what is about to be published with what is live, and its archives with each other. A first import has
 * nothing to compare with. Returns all findings, in the order of the previous generation's tables.
 */
export const checkGuards = (
  former: readonly DatabaseProof[],
  staged: readonly DatabaseProof[],
  settings: GuardSettings,
): GuardFinding[] => {
  if (!settings.enabled) return [];
  const guardsOf = tableGuards(settings);
  const tables = staged.flatMap((database) => {
    const before = former.find((one) => one.database === database.database);
    return before === undefined ? [] : compareDatabases(before, database, guardsOf);
  });
  return [...compareAges(staged, settings.maxAgeDifferenceMs), ...tables];
};

/** `shrunk_table "mvdsb.person": 1,000 rows before, 700 now (-30.0 %)`. */
export const describeFinding = ({ guard, database, table, detail }: GuardFinding): string =>
  `${guard} "${table === undefined ? database : `${database}.${table}`}": ${detail}`;

type GuardsOf = (database: string, table: string) => TableGuards;

/** Returns the guard settings of a table: the defaults, overlaid by every matching override; later ones win. */
const tableGuards = ({ standard, overrides }: GuardSettings): GuardsOf => {
  const changes = overrides.map(({ pattern, change }) => ({ names: matchesTable([pattern]), change }));
  return (database, table) =>
    changes
      .filter(({ names }) => names(database, table))
      .reduce<TableGuards>((guards, { change }) => ({ ...guards, ...change }), standard);
};

const compareDatabases = (before: DatabaseProof, now: DatabaseProof, guardsOf: GuardsOf): GuardFinding[] => {
  const tables = new Map(now.tables.map((table) => [table.table, table]));
  return before.tables.flatMap((old): GuardFinding[] => {
    const guards = guardsOf(now.database, old.table);
    const fresh = tables.get(old.table);
    const found =
      fresh === undefined
        ? missing(old, guards)
        : [...compareColumns(old, fresh, guards), ...compareRows(old.rows, fresh.rows, guards)];
    return found.map(({ guard, detail }) => ({ guard, database: now.database, table: old.table, detail }));
  });
};

type Found = Pick<GuardFinding, 'guard' | 'detail'>;

const missing = ({ rows }: TableProof, { allowMissing }: TableGuards): Found[] =>
  allowMissing ? [] : [{ guard: 'missing_table', detail: `${count(rows)} rows before, no such table now` }];

const compareColumns = (before: TableProof, now: TableProof, { allowColumnChanges }: TableGuards): Found[] => {
  if (allowColumnChanges) return [];
  const types = new Map(now.columns.map(({ name, type }) => [name.toLowerCase(), type]));
  const lost = before.columns.filter(({ name }) => !types.has(name.toLowerCase())).map(({ name }) => `"${name}"`);
  const changed = before.columns.flatMap(({ name, type }) => {
    const fresh = types.get(name.toLowerCase());
    return fresh === undefined || sameType(type, fresh) ? [] : [`"${name}" was ${type}, is ${fresh}`];
  });
  return [
    ...(lost.length === 0 ? [] : [{ guard: 'missing_column' as const, detail: `without ${lost.join(', ')}` }]),
    ...(changed.length === 0 ? [] : [{ guard: 'changed_column' as const, detail: changed.join(', ') }]),
  ];
};

const compareRows = (before: number, now: number, guards: TableGuards): Found[] => {
  if (before === 0) return [];
  if (now === 0)
    return guards.allowEmpty ? [] : [{ guard: 'emptied_table', detail: `${count(before)} rows before, 0 now` }];
  if (before < guards.minRows) return [];
  const change = ((now - before) / before) * 100;
  const told = (sign: string) =>
    `${count(before)} rows before, ${count(now)} now (${sign}${Math.abs(change).toFixed(1)} %)`;
  if (guards.maxShrinkPercent !== 'off' && -change > guards.maxShrinkPercent) {
    return [{ guard: 'shrunk_table', detail: told('-') }];
  }
  if (guards.maxGrowthPercent !== 'off' && change > guards.maxGrowthPercent) {
    return [{ guard: 'grown_table', detail: told('+') }];
  }
  return [];
};

/** Archives of one export belong together: one of last week beside one of today would publish a mix. */
const compareAges = (staged: readonly DatabaseProof[], tolerance: number | undefined): GuardFinding[] => {
  if (tolerance === undefined) return [];
  const newest = staged.reduce<DatabaseProof | undefined>(
    (latest, one) => (latest === undefined || timeOf(one) > timeOf(latest) ? one : latest),
    undefined,
  );
  if (newest === undefined) return [];
  return staged
    .filter((one) => timeOf(newest) - timeOf(one) > tolerance)
    .map(({ database, archive }) => ({
      guard: 'archive_age',
      database,
      detail: `archive of ${archive.modTime} beside one of ${newest.archive.modTime} for "${newest.database}"`,
    }));
};

const timeOf = ({ archive }: DatabaseProof): number => Date.parse(archive.modTime);

/** MySQL 8 no longer writes the display width of whole numbers, which never affected the values. */
const sameType = (before: string, now: string): boolean => typeKey(before) === typeKey(now);

const typeKey = (type: string): string =>
  type
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/\b((?:tiny|small|medium|big)?int(?:eger)?)\s?\(\d+\)/g, '$1');

const count = (rows: number): string => String(rows).replace(/\B(?=(\d{3})+$)/g, ',');
