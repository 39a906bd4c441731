import { describe, expect, it } from 'vitest';
import { NumberedLines } from './numbered-lines.js';

const pass = async (pieces: readonly string[]): Promise<NumberedLines> => {
  const numbered = new NumberedLines();
  const passed: string[] = [];
  for await (const piece of numbered.pass(pieces.map((text) => Buffer.from(text)))) passed.push(piece.toString());
  expect(passed).toEqual(pieces);
  return numbered;
};

describe('lines that are passed on with their numbers', () => {
  it('are known by their place, whatever the steps between them', async () => {
    const numbered = await pass(['2\ta\n3\tb\n', '9007199254740990\tc\n', '5\td\n6\te\n300\tf\n7\tg\n', '']);
    expect([1, 2, 3, 4, 5, 6, 7].map((nth) => numbered.numberOf(nth))).toEqual([
      2, 3, 9_007_199_254_740_990, 5, 6, 300, 7,
    ]);
    expect([0, 8].map((nth) => numbered.numberOf(nth))).toEqual([undefined, undefined]);
  });

  it('are many in one piece', async () => {
    const lines = Array.from({ length: 10_000 }, (_, at) => `${3 * at + 2}\tx\n`).join('');
    const numbered = await pass([lines, lines]);
    expect([1, 5_000, 10_000, 10_001, 20_000].map((nth) => numbered.numberOf(nth))).toEqual([
      2, 14_999, 29_999, 2, 29_999,
    ]);
  });

  it('are forgotten behind 32 MB, and one piece of any size is not', async () => {
    const numbered = await pass([`1\t${'x'.repeat(40 << 20)}\n`]);
    expect(numbered.numberOf(1)).toBe(1);
    const later = await pass(Array.from({ length: 5 }, (_, at) => `${at + 1}\t${'x'.repeat(10 << 20)}\n`));
    expect([1, 2, 3, 5].map((nth) => later.numberOf(nth))).toEqual([undefined, undefined, 3, 5]);
  });
});
