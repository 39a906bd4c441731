import { describe, expect, it } from 'vitest';
import { flag, wholeNumber, wholeNumberOr } from './query-fields.js';

describe('a whole number of a query', () => {
  const limited = wholeNumber(0, 200);

  it.each(['0', '7', '007', '200'])('takes %j', (text) => expect(limited.parse(text)).toBe(Number(text)));

  it.each(['', ' ', ' 5', '5 ', '+5', '-1', '0x10', '1e2', '5.0', '1_0', '201', 'null', '99999999999999999', '٣'])(
    'refuses %j',
    (text) => expect(limited.safeParse(text).success).toBe(false),
  );

  it('is the standard one where nothing is said, and only there', () => {
    expect(wholeNumberOr(50, 1, 200).parse(undefined)).toBe(50);
    expect(wholeNumberOr(50, 1, 200).safeParse('').success).toBe(false);
  });
});

it('a yes or no of a query is "true" or "false"', () => {
  expect([flag().parse('true'), flag().parse('false')]).toEqual([true, false]);
  expect(['', '1', 'yes', 'TRUE'].map((text) => flag().safeParse(text).success)).toEqual([false, false, false, false]);
});
