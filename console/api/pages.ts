import type { ReadonlySignal, Signal } from '@preact/signals';
import { computed, signal } from '@preact/signals';
import type { Problem } from './ask.js';
import type { Reading } from './reading.js';
import { createReading } from './reading.js';

interface Page {
  /** Where the page behind it begins. */
  readonly next: number | null;
}

/** A list that is read a page at a time. */
export interface Pages<P extends Page> {
  readonly page: Signal<P | undefined>;
  readonly problem: Signal<Problem | undefined>;
  /** What the list is narrowed down to, by the names of the query. */
  readonly chosen: Signal<Readonly<Record<string, string>>>;
  readonly hasNewer: ReadonlySignal<boolean>;
  readonly read: () => Promise<void>;
  readonly newer: () => Promise<void>;
  readonly older: () => Promise<void>;
  /** Narrows the list down, or no longer where the value is empty, and begins with the newest. */
  readonly choose: (name: string, value: string) => Promise<void>;
}

/**
 * As many as one page are kept, however long somebody reads on.
 *
 * 1. What is answered late, to a choice that holds no more, is not shown.
 * 2. The same page is read one reading at a time: one that takes longer than the time to the next is shown all the
 *    same.
 * 3. Where the next page begins is known of the page that is shown: while another is on its way, nobody goes further.
 */
export const createPages = <P extends Page>(path: string): Pages<P> => {
  const page = signal<P | undefined>(undefined);
  const problem = signal<Problem | undefined>(undefined);
  const chosen = signal<Readonly<Record<string, string>>>({});
  /** Where the pages before this one begin, this one's last; the newest begins nowhere. */
  const places = signal<readonly (number | undefined)[]>([undefined]);
  let now: Reading<P> | undefined;
  let nowOf = '';
  /** Whose answer is shown. */
  let shown: Reading<P> | undefined;

  const read = async (): Promise<void> => {
    const place = places.value.at(-1);
    const query = new URLSearchParams({
      limit: '50',
      ...(place === undefined ? {} : { cursor: String(place) }),
      ...Object.fromEntries(Object.entries(chosen.value).filter(([, value]) => value !== '')),
    }).toString();
    if (now === undefined || nowOf !== query) now = createReading<P>(`${path}?${query}`);
    nowOf = query;
    const mine = now;
    await mine.read();
    if (mine !== now) return;
    problem.value = mine.problem.value;
    if (mine.value.value === undefined) return;
    page.value = mine.value.value;
    shown = mine;
  };
  const goTo = (to: readonly (number | undefined)[]): Promise<void> => {
    places.value = to;
    return read();
  };

  return {
    ...{ page, problem, chosen, read },
    hasNewer: computed(() => places.value.length > 1),
    newer: () => (places.value.length > 1 ? goTo(places.value.slice(0, -1)) : read()),
    older: () => {
      const next = page.value?.next;
      return shown !== now || next == null ? Promise.resolve() : goTo([...places.value, next]);
    },
    choose: (name, value) => {
      chosen.value = { ...chosen.value, [name]: value };
      return goTo([undefined]);
    },
  };
};
