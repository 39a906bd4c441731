import { describe, expect, it } from 'vitest';
import { LoadSlots, shareSlots } from './load-slots.js';

describe('the slots of a run', () => {
  it('go to the database with the most bytes left when one becomes free', async () => {
    const slots = new LoadSlots(1);
    const turn = await slots.take(() => 0);
    const order: string[] = [];
    const sizes = { small: 10, grows: 1, large: 100 };
    const waits = (['small', 'grows', 'large'] as const).map(async (name) => {
      const { end } = await slots.take(() => sizes[name]);
      order.push(name);
      end();
    });
    sizes.grows = 1_000;
    turn.end();
    await Promise.all(waits);
    expect(order).toEqual(['grows', 'large', 'small']);
  });

  it('are fewer while a large table is filled, also one that grows', async () => {
    const slots = new LoadSlots(3, 2);
    let bytes = 1;
    const large = await slots.take(() => 1);
    large.fills(() => bytes);
    const [second, third] = [await slots.take(() => 1), await slots.take(() => 1)];
    bytes = 100_000_000;
    let given = 0;
    const more = [slots.take(() => 1), slots.take(() => 1)].map((turn) => turn.then(() => (given += 1)));
    second.end();
    await Promise.resolve();
    expect(given).toBe(0);
    third.end();
    await more[0];
    expect(given).toBe(1);
    large.end();
    await Promise.all(more);
    expect(given).toBe(2);
  });

  it('are the same for all databases of the run, and removed with the last', () => {
    const one = shareSlots('run', 2);
    const other = shareSlots('run', 2);
    expect(other.slots).toBe(one.slots);
    expect(shareSlots('another', 2).slots).not.toBe(one.slots);
    one.leave();
    other.leave();
    expect(shareSlots('run', 2).slots).not.toBe(one.slots);
  });
});
