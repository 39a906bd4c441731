import { describe, expect, it } from 'vitest';
import { LoadSlots, shareSlots } from './load-slots.js';

describe('the slots of a run', () => {
  it('go to whoever has the most bytes left when one becomes free', async () => {
    const slots = new LoadSlots(1);
    const giveBack = await slots.take(() => 0);
    const order: string[] = [];
    const sizes = { small: 10, grows: 1, large: 100 };
    const waits = (['small', 'grows', 'large'] as const).map(async (name) => {
      const done = await slots.take(() => sizes[name]);
      order.push(name);
      done();
    });
    sizes.grows = 1_000;
    giveBack();
    await Promise.all(waits);
    expect(order).toEqual(['grows', 'large', 'small']);
  });

  it('are the same for all databases of the run, and forgotten with the last', () => {
    const one = shareSlots('run', 2);
    const other = shareSlots('run', 2);
    expect(other.slots).toBe(one.slots);
    expect(shareSlots('another', 2).slots).not.toBe(one.slots);
    one.leave();
    other.leave();
    expect(shareSlots('run', 2).slots).not.toBe(one.slots);
  });
});
