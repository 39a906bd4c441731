import { describe, expect, it } from 'vitest';
import { findMissingGrants } from './find-missing-grants.js';

const need = (on: string, ...privileges: string[]) => ({ account: 'loader', on, privileges, why: 'x' }) as const;

describe('missing grants', () => {
  it('are empty if an escaped, exact grant covers them', () => {
    const lines = ['GRANT USAGE ON *.* TO `l`@`%`', 'GRANT SELECT, INSERT ON `imp\\_shop`.* TO `l`@`%`'];
    expect(findMissingGrants([need('imp_shop', 'SELECT', 'INSERT')], lines)).toEqual([]);
    expect(findMissingGrants([need('impxshop', 'SELECT')], lines)).toHaveLength(1);
  });

  it('name the privileges that are not there', () => {
    const lines = ['GRANT SELECT ON `shop`.* TO `l`@`%`'];
    expect(findMissingGrants([need('shop', 'SELECT', 'DROP', 'CREATE VIEW')], lines)).toEqual([
      need('shop', 'DROP', 'CREATE VIEW'),
    ]);
  });

  it('are covered by all privileges, by a pattern, and by a global grant', () => {
    expect(findMissingGrants([need('shop', 'DROP')], ['GRANT ALL PRIVILEGES ON `sh%`.* TO `l`@`%`'])).toEqual([]);
    expect(
      findMissingGrants([need('shop', 'DROP')], ['GRANT DROP, SELECT ON *.* TO `l`@`%` WITH GRANT OPTION']),
    ).toEqual([]);
  });

  it('are not covered by a grant on one table', () => {
    expect(findMissingGrants([need('shop', 'DROP')], ['GRANT DROP ON `shop`.`person` TO `l`@`%`'])).toHaveLength(1);
  });
});
