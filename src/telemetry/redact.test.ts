import { expect, test } from 'vitest';
import { createRedactor, redactDeep } from './redact.js';

test('replaces every occurrence, the longest secret first', () => {
  const redact = createRedactor(['pass', 'password-1', 'a.b*c']);
  expect(redact('password-1 pass password a.b*c axbxc')).toBe('[redacted] [redacted] [redacted]word [redacted] axbxc');
});

test('knows a secret as JSON and as a URL write it', () => {
  const redact = createRedactor(['s/e"c\\ret']);
  expect(redact(JSON.stringify({ a: 's/e"c\\ret' }))).toBe('{"a":"[redacted]"}');
  expect(redact(`redis://:${encodeURIComponent('s/e"c\\ret')}@host`)).toBe('redis://:[redacted]@host');
});

test('leaves what is too short to be distinguished from ordinary words', () => {
  expect(createRedactor(['abc', ''])('abc abc')).toBe('abc abc');
});

test('goes through nested data and keeps keys and numbers', () => {
  const redact = createRedactor(['time', '1234']);
  expect(redactDeep({ time: 1234, list: ['time is 1234', { x: 'time' }], none: null }, redact)).toEqual({
    time: 1234,
    list: ['[redacted] is [redacted]', { x: '[redacted]' }],
    none: null,
  });
});
