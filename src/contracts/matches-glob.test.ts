import { describe, expect, it } from 'vitest';
import { matchesGlob } from './matches-glob.js';

describe('a pattern', () => {
  it.each([
    ['mvdsb_*.zip', 'mvdsb_20250806.zip', true],
    ['mvdsb_*.zip', 'mvdsb_.zip', true],
    ['mvdsb_*.zip', 'xmvdsb_1.zip', false],
    ['mvdsb_*', 'mvdsb_1.zip', true],
    ['*a*b', 'xxaxxbxxb', true],
    ['*a*b', 'xxaxxbxx', false],
    ['?.zip', 'a.zip', true],
    ['?.zip', 'ab.zip', false],
    ['a.zip', 'abzip', false],
    ['[a].zip', 'a.zip', false],
    ['', '', true],
    ['', 'a', false],
    ['***', 'anything', true],
  ])('%s against %s gives %s', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected);
  });

  it('of many stars is answered at once', () => {
    expect(matchesGlob(`${'*a'.repeat(30)}b`, 'a'.repeat(20_000))).toBe(false);
  });
});
