import { expect, it } from 'vitest';
import { tableNameOf } from './assign-table-rules.js';

it('the name of a table is that of its file without its extension, prefix and suffix', () => {
  const naming = { stripPrefix: 'IxExp', stripSuffix: '_full', lowercase: true };
  expect(tableNameOf('IxExpKonto.csv', naming)).toBe('konto');
  expect(tableNameOf('IxExpKonto_full.csv', naming)).toBe('konto');
  expect(tableNameOf('Andere.2026.csv', naming)).toBe('andere.2026');
  // Nothing would be left of it.
  expect(tableNameOf('IxExp.csv', naming)).toBe('ixexp');
  expect(tableNameOf('IxExpKonto.csv', { ...naming, lowercase: false })).toBe('Konto');
});
