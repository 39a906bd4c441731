import { describe, expect, it } from 'vitest';
import { findTornTables } from './torn-tables-plan.js';

const renames = [
  { from: { schema: 'live', table: 'a' }, to: { schema: 'prev', table: 'a' } },
  { from: { schema: 'live', table: 'b' }, to: { schema: 'prev', table: 'b' } },
  { from: { schema: 'imp_live', table: 'a' }, to: { schema: 'live', table: 'a' } },
  { from: { schema: 'imp_live', table: 'b' }, to: { schema: 'live', table: 'b' } },
];
const find = (moved: boolean, there: string[], unusable: string[] = []) =>
  findTornTables(renames, { moved, there: new Set(there), unusable: new Set(unusable) });

describe('a rename', () => {
  it('that did not happen, or happened whole, is not torn', () => {
    expect(find(false, ['live.a', 'live.b', 'imp_live.a', 'imp_live.b'])).toEqual([]);
    expect(find(true, ['live.a', 'live.b', 'prev.a', 'prev.b'])).toEqual([]);
  });

  it('that the server lost half of is reported with the statements that undo it, in order', () => {
    const torn = find(false, ['live.a', 'prev.a', 'prev.b', 'imp_live.b']);
    expect(torn.map(({ remedy }) => remedy)).toEqual([
      'RENAME TABLE `live`.`a` TO `imp_live`.`a`',
      'RENAME TABLE `prev`.`b` TO `live`.`b`',
      'RENAME TABLE `prev`.`a` TO `live`.`a`',
    ]);
  });

  it('that left a table which cannot be opened, or is missing, says so', () => {
    expect(find(false, ['live.a', 'imp_live.a', 'imp_live.b'], ['live.a'])).toMatchObject([
      { table: 'live.b', state: 'is nowhere' },
      { table: 'live.a', state: 'cannot be opened' },
    ]);
  });

  it('that left a table in place and its files at the new place says how to reunite them', () => {
    const [torn] = find(true, ['live.a', 'live.b', 'prev.a'], ['live.b']).filter(({ table }) => table === 'prev.b');
    expect(torn).toEqual({
      table: 'prev.b',
      state: 'stands in "live.b" and cannot be opened there',
      remedy:
        'move those of its files that are in the server\'s folder of "prev" back to that of "live" and FLUSH TABLES, then RENAME TABLE `live`.`b` TO `prev`.`b`',
    });
    const [unopened] = find(false, ['live.a', 'live.b', 'imp_live.a', 'imp_live.b'], ['live.b']);
    expect(unopened?.remedy).toContain('in the server\'s folder of "prev" back to that of "live"');
  });

  it('whose staging has been dropped or filled again since is not torn', () => {
    expect(find(false, ['live.a', 'live.b'])).toEqual([]);
    expect(find(false, ['live.a', 'live.b', 'imp_live.c', 'imp_live.a'], ['imp_live.a'])).toEqual([]);
  });
});
