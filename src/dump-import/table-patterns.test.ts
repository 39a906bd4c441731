import { describe, expect, it } from 'vitest';
import { checkGuards } from './guards/check-guards.js';
import { tableFilter } from './fetch/index-dump.js';
import { keptTables } from './publish/kept-tables.js';
import { matchesTable } from './table-patterns.js';
import type { DumpImportSettings } from '../contracts/dump-import/settings.js';
import type { DatabaseProof } from '../contracts/dump-import/proof.js';

const TABLES = ['person', 'person_old', 'log1', 'log2', '.hidden', 'a.b', 'c/d'];
const chosen = (...patterns: string[]) => TABLES.filter((table) => matchesTable(patterns)('shop', table));

const byGuards = (pattern: string) => {
  const proof = (tables: readonly string[]) =>
    ({
      database: 'shop',
      archive: { modTime: '2026-01-01T00:00:00Z' },
      tables: tables.map((table) => ({ table, rows: 1_000, columns: [] })),
    }) as unknown as DatabaseProof;
  const standard = {
    maxShrinkPercent: 5,
    maxGrowthPercent: 'off',
    minRows: 100,
    allowMissing: false,
    allowEmpty: false,
    allowColumnChanges: false,
  } as const;
  const overrides = [{ pattern, change: { allowMissing: true } }];
  const findings = checkGuards([proof(TABLES)], [proof([])], { enabled: true, standard, overrides });
  return TABLES.filter((name) => !findings.some(({ table }) => table === name));
};

const byKeepTables = (pattern: string) =>
  keptTables({ keepTables: [pattern] } as unknown as DumpImportSettings, 'shop', TABLES);

const byFilter = (pattern: string) =>
  TABLES.filter(tableFilter({ includeTables: [pattern], excludeTables: [] }, 'shop'));

describe('a pattern of table names', () => {
  it('takes the wildcards of a shell, for the table or for database and table', () => {
    expect(chosen('person')).toEqual(['person']);
    expect(chosen('person*')).toEqual(['person', 'person_old']);
    expect(chosen('log?', 'shop.person')).toEqual(['person', 'log1', 'log2']);
    expect(chosen('{person,log[2-9]}')).toEqual(['person', 'log2']);
    expect(chosen('other.*')).toEqual([]);
    expect(chosen('*')).toEqual(TABLES);
    expect(chosen()).toEqual([]);
  });

  it.each(['person*', 'log[12]', '{person,log1}', 'shop.log?', '*', '.hid*', 'nobody'])(
    'means the same tables in keep_tables, include_tables and the guards: %s',
    (pattern) => {
      const tables = chosen(pattern);
      expect(byKeepTables(pattern)).toEqual(tables);
      expect(byFilter(pattern)).toEqual(tables);
      expect(byGuards(pattern)).toEqual(tables);
    },
  );
});
