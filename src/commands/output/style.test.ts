import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { styled, toScreen, unstyled } from './style.js';

describe('what is written to a screen or a file', () => {
  it('is JSON that says exactly what it said, whatever characters it holds', () => {
    const odd = [
      '\uFDD0',
      '\uFDD1x',
      '\uFDD2\uFDD3',
      '\uFDD4',
      '\uFDD5',
      '\uFDEF',
      '\u200b',
      '\u202e',
      '\u001b[31m',
      '\ud800',
    ];
    for (const text of odd)
      expect(JSON.parse(toScreen(JSON.stringify({ [text]: text }), true))).toEqual({ [text]: text });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(toScreen(JSON.stringify(text), false))).toBe(text);
      }),
    );
  });

  it('has colours of the program only: a text cannot begin one', () => {
    const mark = styled('red', 'x').split('x')[0] ?? '';
    expect(toScreen(styled('red', 'x'), true)).toBe('\u001b[31mx\u001b[0m');
    expect(toScreen(styled('red', 'x'), false)).toBe('x');
    expect(unstyled(styled('bold', 'x'))).toBe('x');
    expect(toScreen(`${mark.slice(0, 1)}0123456789abcdef31x`, true)).toBe('\\ufdd00123456789abcdef31x');
  });
});
