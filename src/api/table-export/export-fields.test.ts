import { describe, expect, it } from 'vitest';
import { exportRequest, filtersInQuery } from './export-fields.js';

const asked = (filters: unknown) => exportRequest({ resource: 'users', format: 'csv', filters }).filters;

describe('what an export is asked for', () => {
  it('has filters as values, null, lists and comparisons', () => {
    expect(asked({ a: 'x', b: 1, c: null, d: [1, 'y'], e: { gte: '2026-01-01', ne: null } })).toEqual([
      { column: 'a', operator: 'eq', value: 'x' },
      { column: 'b', operator: 'eq', value: '1' },
      { column: 'c', operator: 'eq', value: null },
      { column: 'd', operator: 'in', value: ['1', 'y'] },
      { column: 'e', operator: 'ne', value: null },
      { column: 'e', operator: 'gte', value: '2026-01-01' },
    ]);
    expect(asked(filtersInQuery('{"a":{"lt":5}}'))).toEqual([{ column: 'a', operator: 'lt', value: '5' }]);
  });

  it.each([[{ a: { like: 'x' } }], [['a']], ['a'], [{ a: { gte: {} } }], [{ a: [null] }]])(
    'does not have %j',
    (filters) => expect(() => asked(filters)).toThrow('Cannot accept the filters'),
  );

  it('names a resource or a table, and not both', () => {
    expect(() => exportRequest({ format: 'csv' })).toThrow('name a resource');
    expect(() => exportRequest({ format: 'csv', resource: 'a', table: 'b' })).toThrow('name a resource');
    expect(() => filtersInQuery('{')).toThrow('not JSON');
  });
});
