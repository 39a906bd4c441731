import { describe, expect, it } from 'vitest';
import type { DatabaseProof } from '../../contracts/dump-import/proof.js';
import type { GuardSettings, TableGuards } from '../../contracts/dump-import/settings.js';
import { checkGuards, describeFinding } from './check-guards.js';

const standard: TableGuards = {
  maxShrinkPercent: 5,
  maxGrowthPercent: 'off',
  minRows: 100,
  allowMissing: false,
  allowEmpty: false,
  allowColumnChanges: false,
};
const settings: GuardSettings = { enabled: true, standard, overrides: [] };

const database = (
  tables: Record<string, { rows: number; columns?: string[] }>,
  name = 'mvdsb',
  modTime = '2026-03-01T00:00:00Z',
): DatabaseProof => ({
  database: name,
  archive: { filename: 'a.zip', pattern: '*', database: name, size: 1, modTime, checksum: '' },
  tables: Object.entries(tables).map(([table, { rows, columns = ['id', 'name'] }]) => ({
    table,
    rows,
    content: { kind: 'proved', sum: '0' },
    leftOut: [],
    columns: columns.map((text) => {
      const [column = '', type = 'int'] = text.split(':');
      return { name: column, type };
    }),
  })),
  objects: [],
  dumpBytes: 1,
});

const check = (
  before: Parameters<typeof database>[0],
  now: Parameters<typeof database>[0],
  change: Partial<GuardSettings> = {},
) =>
  checkGuards([database(before)], [database(now)], { ...settings, ...change }).map(
    ({ guard, table }) => `${guard} ${table}`,
  );

const asking = (change: Partial<TableGuards>): Partial<GuardSettings> => ({ standard: { ...standard, ...change } });

describe('guards', () => {
  it('pass on a first import, which has nothing to compare with', () => {
    expect(checkGuards([], [database({ person: { rows: 0 } })], settings)).toEqual([]);
  });

  it('stop a table that lost more than its share of rows, and say how many', () => {
    const [finding] = checkGuards(
      [database({ person: { rows: 521365 } })],
      [database({ person: { rows: 492846 } })],
      settings,
    );
    expect(finding?.detail).toBe('521,365 rows before, 492,846 now (-5.5 %)');
  });

  it('let a table shrink by exactly the limit', () => {
    expect(check({ person: { rows: 1000 } }, { person: { rows: 950 } })).toEqual([]);
  });

  it('do not measure small tables by percentage', () => {
    expect(check({ land: { rows: 99 } }, { land: { rows: 1 } })).toEqual([]);
  });

  it('stop any table that is empty now and was not, however small', () => {
    expect(check({ land: { rows: 3 } }, { land: { rows: 0 } })).toEqual(['emptied_table land']);
  });

  it('stop a table that disappeared, unless it may', () => {
    expect(check({ person: { rows: 5 }, titel: { rows: 5 } }, { person: { rows: 5 } })).toEqual([
      'missing_table titel',
    ]);
    expect(
      check(
        { titel: { rows: 5 } },
        {},
        {
          overrides: [{ pattern: 'mvdsb.ti*', change: { allowMissing: true } }],
        },
      ),
    ).toEqual([]);
  });

  it('stop a column that disappeared, whatever the case of its name', () => {
    expect(check({ p: { rows: 1, columns: ['id', 'PKZ'] } }, { p: { rows: 1, columns: ['ID'] } })).toEqual([
      'missing_column p',
    ]);
    expect(check({ p: { rows: 1, columns: ['id'] } }, { p: { rows: 1, columns: ['ID', 'new'] } })).toEqual([]);
  });

  it('measure growth only where a limit is given', () => {
    expect(check({ p: { rows: 100 } }, { p: { rows: 900 } })).toEqual([]);
    expect(check({ p: { rows: 100 } }, { p: { rows: 151 } }, asking({ maxGrowthPercent: 50 }))).toEqual([
      'grown_table p',
    ]);
    expect(check({ p: { rows: 100 } }, { p: { rows: 150 } }, asking({ maxGrowthPercent: 50 }))).toEqual([]);
    expect(check({ p: { rows: 0 } }, { p: { rows: 150 } }, asking({ maxGrowthPercent: 50 }))).toEqual([]);
  });

  it('do not measure a loss that is disabled, except for the last row', () => {
    expect(check({ p: { rows: 1000 } }, { p: { rows: 1 } }, asking({ maxShrinkPercent: 'off' }))).toEqual([]);
    expect(check({ p: { rows: 1000 } }, { p: { rows: 0 } }, asking({ maxShrinkPercent: 'off' }))).toEqual([
      'emptied_table p',
    ]);
    expect(check({ p: { rows: 1000 } }, { p: { rows: 0 } }, asking({ allowEmpty: true }))).toEqual([]);
  });

  it('stop a column whose type changed, but not one whose display width did', () => {
    const [finding] = checkGuards(
      [database({ p: { rows: 1, columns: ['id:int(11)', 'name:varchar(64)'] } })],
      [database({ p: { rows: 1, columns: ['id:INT', 'name:varchar(32)'] } })],
      settings,
    );
    expect(finding).toMatchObject({ guard: 'changed_column', detail: '"name" was varchar(64), is varchar(32)' });
    const changed = { p: { rows: 1, columns: ['id:bigint'] } };
    expect(check({ p: { rows: 1, columns: ['id:int', 'x'] } }, changed, asking({ allowColumnChanges: true }))).toEqual(
      [],
    );
  });

  it('ask of each table what the patterns say that match it, the last one above all', () => {
    const overrides = [
      { pattern: 'mvdsb.log_*', change: { maxShrinkPercent: 90, minRows: 10 } },
      { pattern: 'log_mail', change: { maxShrinkPercent: 20 } },
    ] as const;
    const before = { log_web: { rows: 50 }, log_mail: { rows: 50 }, person: { rows: 50 } };
    const now = { log_web: { rows: 10 }, log_mail: { rows: 10 }, person: { rows: 10 } };
    expect(check(before, now, { overrides })).toEqual(['shrunk_table log_mail']);
  });

  it('stop an archive that is older than its sister by more than the tolerance, also on a first import', () => {
    const staged = [database({}, 'mvdsb', '2026-02-27T23:00:00Z'), database({}, 'portal64_bdw')];
    expect(checkGuards([], staged, settings)).toEqual([]);
    expect(checkGuards([], staged, { ...settings, maxAgeDifferenceMs: 26 * 3_600_000 })).toEqual([]);
    expect(checkGuards([], staged, { ...settings, maxAgeDifferenceMs: 24 * 3_600_000 }).map(describeFinding)).toEqual([
      'archive_age "mvdsb": archive of 2026-02-27T23:00:00Z beside one of 2026-03-01T00:00:00Z for "portal64_bdw"',
    ]);
  });

  it('report everything that they find at once', () => {
    const before = { a: { rows: 1 }, b: { rows: 1, columns: ['id', 'x:int'] }, c: { rows: 1000 } };
    const now = { b: { rows: 0, columns: ['x:text'] }, c: { rows: 1 } };
    expect(check(before, now)).toEqual([
      'missing_table a',
      'missing_column b',
      'changed_column b',
      'emptied_table b',
      'shrunk_table c',
    ]);
  });

  it('find nothing when switched off', () => {
    expect(check({ p: { rows: 9 } }, {}, { enabled: false })).toEqual([]);
  });
});
