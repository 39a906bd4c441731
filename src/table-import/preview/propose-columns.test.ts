import { expect, it } from 'vitest';
import type { ColumnType } from '../../contracts/table-import/column-rule.js';
import type { TableColumn } from '../target/table-facts.js';
import { guessColumns } from './guess-columns.js';
import { proposeColumns } from './propose-columns.js';

const column = (name: string, type: ColumnType, generated: TableColumn['generated'] = 'never'): TableColumn => ({
  ...{ name, sqlType: type, rule: { name, type, required: name === 'id' }, exact: true, generated, hasDefault: false },
});
const TABLE = [
  column('id', 'integer'),
  column('first_name', 'text'),
  column('Größe', 'integer'),
  column('made', 'text', 'always'),
];
const propose = (names: string[], row: (string | null)[], chosen?: Record<string, string>, header = true) =>
  proposeColumns({ columns: guessColumns(names, [row]), rows: [row], header }, TABLE, chosen);

it('takes the same name, proposes one that is alike, and none for the others', () => {
  const found = propose(['id', 'First Name', 'grosse', 'made', 'x'], ['1', 'a', '2', 'b', 'c']);
  expect(found.map(({ column: name, to, by }) => [name, to, by])).toEqual([
    ['id', 'id', 'same'],
    ['First Name', 'first_name', 'alike'],
    ['grosse', undefined, 'none'],
    // What the table makes itself is filled by no file.
    ['made', undefined, 'none'],
    ['x', undefined, 'none'],
  ]);
  expect(propose(['größe'], ['1'])[0]).toMatchObject({ to: 'Größe', by: 'alike' });
});

it('keeps what is chosen, and gives no column twice', () => {
  const found = propose(['id', 'x', 'first_name'], ['1', '2', '3'], { x: 'first_name', id: '' });
  expect(found.map(({ column: name, to, by }) => [name, to, by])).toEqual([
    ['id', undefined, 'none'],
    ['x', 'first_name', 'none'],
    ['first_name', undefined, 'none'],
  ]);
});

it('tells values that the column refuses', () => {
  expect(propose(['id'], ['x'])[0]?.misfits).toEqual([{ value: 'x', message: 'invalid integer format' }]);
  expect(propose(['id'], [null])[0]?.misfits).toEqual([{ value: '', message: 'missing required field: id' }]);
});

it('goes by the place where the file has no names', () => {
  const found = propose(['1', '2'], ['7', 'Anna'], undefined, false);
  expect(found.map(({ to, by }) => [to, by])).toEqual([
    ['id', 'same'],
    ['first_name', 'same'],
  ]);
});
