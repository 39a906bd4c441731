import { describe, expect, it } from 'vitest';
import type { DumpIndex } from '../dump-index.js';
import { mapCollation, mapIndex, replaceNames } from './map-collations.js';

const SERVER = { flavor: 'mariadb', version: 101119 } as const;
const MAPPING = { utf8mb4_0900_ai_ci: 'utf8mb4_uca1400_nopad_ai_ci', utf8mb4_0900_bin: 'utf8mb4_bin' };
const EMPTY: DumpIndex = { bytes: 0, sessions: [], tables: [], objects: [], hasTrailer: true, account: [] };

describe('a mapping of collations', () => {
  it('applies full names before short ones, and gives short ones their character set', () => {
    const mapping = {
      uca1400_ai_ci: 'unicode_ci_of_none',
      utf8mb3_uca1400_ai_ci: 'utf8mb3_unicode_520_ci',
      utf8mb4_0900_ai_ci: 'uca1400_ai_ci',
    };
    expect(mapCollation(mapping, 'utf8mb3_uca1400_ai_ci')).toBe('utf8mb3_unicode_520_ci');
    expect(mapCollation(mapping, 'utf8mb4_uca1400_ai_ci')).toBe('unicode_ci_of_none');
    expect(mapCollation(mapping, 'utf8mb4_0900_ai_ci')).toBe('utf8mb4_uca1400_ai_ci');
    expect(mapCollation(mapping, 'utf8mb4_bin')).toBeUndefined();
    expect(mapCollation(mapping, 'constructor')).toBeUndefined();
  });

  it('changes the database, the sessions and the objects of an index, and nothing in strings, comments and quoted names', () => {
    const view =
      'CREATE VIEW `v` AS select `a` collate utf8mb4_0900_ai_ci AS `a collate utf8mb4_0900_ai_ci`,' +
      "'COLLATE utf8mb4_0900_ai_ci',`b` COLLATE `utf8mb4_0900_bin` /* COLLATE utf8mb4_0900_bin */,\xe4 COLLATE utf8mb4_general_ci";
    const index: DumpIndex = {
      ...EMPTY,
      charset: 'utf8mb4',
      collation: 'utf8mb4_0900_ai_ci',
      sessions: [{ names: 'utf8mb4', collation: 'utf8mb4_0900_ai_ci', uniqueChecks: false }, { names: 'latin1' }],
      objects: [
        {
          kind: 'view',
          name: 'v',
          sql: view,
          session: { characterSetClient: 'latin1', collationConnection: 'UTF8MB4_0900_BIN', sqlMode: 'ANSI' },
        },
      ],
    };
    const mapped = mapIndex(index, MAPPING, SERVER);
    expect(mapped).toMatchObject({ charset: 'utf8mb4', collation: 'utf8mb4_uca1400_nopad_ai_ci' });
    expect(mapped.sessions).toEqual([
      { names: 'utf8mb4', collation: 'utf8mb4_uca1400_nopad_ai_ci', uniqueChecks: true },
      { names: 'latin1', uniqueChecks: true },
    ]);
    expect(mapped.objects).toEqual([
      {
        kind: 'view',
        name: 'v',
        sql:
          'CREATE VIEW `v` AS select `a` collate utf8mb4_uca1400_nopad_ai_ci AS `a collate utf8mb4_0900_ai_ci`,' +
          "'COLLATE utf8mb4_0900_ai_ci',`b` COLLATE `utf8mb4_bin` /* COLLATE utf8mb4_0900_bin */,\xe4 COLLATE utf8mb4_general_ci",
        session: { characterSetClient: 'latin1', collationConnection: 'utf8mb4_bin', sqlMode: 'ANSI' },
      },
    ]);
  });

  it('replaces names by their place in the dump, and leaves every other byte', () => {
    const body = Buffer.from('a \xff COLLATE old_ci, b COLLATE `old_ci`\xfe', 'latin1');
    const at = (from: number) => body.indexOf('old_ci', from);
    const place = (start: number, name: string) => ({ start: 1_000 + start, end: 1_000 + start + 6, name });
    const replaced = replaceNames(body, 1_000, [place(at(0), 'new_longer_ci'), place(at(at(0) + 1), 'x')]);
    expect(replaced.toString('latin1')).toBe('a \xff COLLATE new_longer_ci, b COLLATE `x`\xfe');
    expect(replaceNames(body, 1_000)).toBe(body);
  });
});
