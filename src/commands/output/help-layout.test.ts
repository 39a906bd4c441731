import { describe, expect, it } from 'vitest';
import { fitted } from './help-layout.js';
import { styled, unstyled } from './style.js';

describe('lines for a terminal', () => {
  it('are broken between words only, below the first word of their line, and stay as they are in a pipe', () => {
    const text = 'one two three\n  four five six\n';
    expect(fitted(text, 9)).toBe('one two\nthree\n  four\n  five six\n'.replace('five six', 'five\n  six'));
    expect(fitted(text, undefined)).toBe(text);
    expect(fitted(text, 80)).toBe(text);
  });

  it('keep a word that is longer than the terminal, and columns that have room', () => {
    expect(fitted('a averylongword b', 6)).toBe('a\naverylongword\nb');
    expect(fitted('a   b', 5)).toBe('a   b');
  });

  it('go on below what stands beside a short word, and keep the room between words that stay together', () => {
    expect(fitted('publishing  locked by connection 12 of app\n', 30)).toBe(
      'publishing  locked by\nconnection 12 of app\n',
    );
    expect(fitted('warning  the key of the host is not known', 30)).toBe(
      'warning  the key of the host\n         is not known',
    );
    expect(fitted('a   b   c dd', 11)).toBe('a   b   c\ndd');
  });

  it('are no lines where they are JSON', () => {
    expect(fitted('{"a": "one two three"}\n', 8)).toBe('{"a": "one two three"}\n');
  });

  it('count what is seen: marks take no room, wide characters two columns', () => {
    const text = `${styled('red', 'CODE')}: 漢字 end`;
    expect(unstyled(fitted(text, 10))).toBe('CODE: 漢字\nend');
  });
});
