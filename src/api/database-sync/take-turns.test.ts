import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { takeTurns } from './take-turns.js';

describe('turns', () => {
  it('come one after another by key, those behind a failure too, and beside others', async () => {
    const turns = takeTurns();
    const told: string[] = [];
    const act =
      (name: string, ms: number, fails = false) =>
      async () => {
        told.push(`${name} begins`);
        await sleep(ms);
        told.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const all = await Promise.allSettled([
      turns('a', act('first', 30, true)),
      turns('a', act('second', 1)),
      turns('b', act('other', 1)),
    ]);
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(told).toEqual(['first begins', 'other begins', 'other ends', 'first ends', 'second begins', 'second ends']);
  });
});
