import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { Spares } from './spares.js';

it('gives out what was given up, each once, and keeps no more than it may', () => {
  const spares = new Spares<Buffer>(2);
  const given = [Buffer.alloc(1), Buffer.alloc(2), Buffer.alloc(3)] as const;
  for (const each of given) spares.give(each);
  expect([spares.take(), spares.take()]).toEqual([given[1], given[0]]);
  expect(spares.take()).toBeUndefined();
});

it('leaves to the collector what nobody took, and has room for others then', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const spares = new Spares<Buffer>(1);
  spares.give(Buffer.alloc(100_000));
  // What was given stands until the end of the turn.
  await nextTurn();
  collect();
  const next = Buffer.alloc(1);
  spares.give(next);
  expect(spares.take()).toBe(next);
});
