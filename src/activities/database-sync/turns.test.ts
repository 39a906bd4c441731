import { setImmediate as settled } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Turns } from './turns.js';

type Step = readonly ['comes' | 'is cancelled' | 'ends', number];

/** Every order in which so many can come, each be cancelled or not while it waits or runs, and end. */
function* orders(takers: number, before: readonly Step[] = []): Generator<readonly Step[]> {
  const has = (what: Step[0], who: number) => before.some(([did, by]) => did === what && by === who);
  const come = before.filter(([what]) => what === 'comes').length;
  const next: Step[] = [];
  if (come < takers) next.push(['comes', come]);
  for (let who = 0; who < come; who += 1) {
    if (has('ends', who)) continue;
    if (!has('is cancelled', who)) next.push(['is cancelled', who]);
    next.push(['ends', who]);
  }
  if (next.length === 0) yield before;
  for (const step of next) yield* orders(takers, [...before, step]);
}

/** `isSlow`: everything that a step leads to has happened before the next one; if not, both happen in one moment. */
const play = async (most: number, steps: readonly Step[], isSlow: (at: number) => boolean): Promise<void> => {
  const turns = new Turns(most);
  const running = new Set<number>();
  const begun: number[] = [];
  const people = new Map<number, { cut: AbortController; end: () => void; over: Promise<unknown> }>();
  for (const [at, [what, who]] of steps.entries()) {
    const one = people.get(who);
    if (what === 'comes') {
      const cut = new AbortController();
      let end = (): void => undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      const over = turns
        .take(async () => {
          begun.push(who);
          running.add(who);
          expect(running.size).toBeLessThanOrEqual(most);
          await ended;
          running.delete(who);
        }, cut.signal)
        .catch((error: unknown) => {
          if (!cut.signal.aborted || error !== cut.signal.reason) throw error;
        });
      people.set(who, { cut, end, over });
    } else if (what === 'ends') one?.end();
    else one?.cut.abort(new Error('cancelled'));
    if (isSlow(at)) await settled();
  }
  // Everybody has been told to end: whoever waits still would wait for ever.
  const left = Promise.all([...people.values()].map(({ over }) => over)).then(() => 'all');
  expect(
    await Promise.race([
      left,
      settled()
        .then(settled)
        .then(() => 'some wait for ever'),
    ]),
  ).toBe('all');
  expect(begun).toEqual([...begun].sort((one, other) => one - other));
  // All places are free again: as many as there are run at once.
  let [again, all] = [0, (): void => undefined];
  const together = new Promise<void>((resolve) => (all = resolve));
  const held = Array.from({ length: most }, () =>
    turns.take(() => ((again += 1) === most ? all() : undefined, together), new AbortController().signal),
  );
  expect(await Promise.race([Promise.all(held).then(() => 'free'), settled().then(() => 'a place is lost')])).toBe(
    'free',
  );
};

it.each([1, 2])(
  'with %s places, whoever comes, is cancelled or ends in whatever order, all get their turn',
  async (most) => {
    let played = 0;
    for (const steps of orders(3))
      for (const isSlow of [() => true, () => false, (at: number) => at % 2 === 0, (at: number) => at % 2 === 1]) {
        await play(most, steps, isSlow);
        played += 1;
      }
    expect(played).toBeGreaterThan(1_000);
  },
);

it('a cancelled one that waits is let go at once, and the next one runs', async () => {
  const turns = new Turns(1);
  let end = (): void => undefined;
  const first = turns.take(() => new Promise<void>((resolve) => (end = resolve)), new AbortController().signal);
  const cut = new AbortController();
  let heard = 0;
  const second = turns.take(
    () => Promise.resolve('second'),
    cut.signal,
    () => (heard += 1),
  );
  const third = turns.take(() => Promise.resolve('third'), new AbortController().signal);
  cut.abort(new Error('cancelled'));
  await expect(second).rejects.toThrow('cancelled');
  end();
  await first;
  expect([await third, heard]).toEqual(['third', 1]);
});
