import type { ReadonlySignal, Signal } from '@preact/signals';
import { computed, signal } from '@preact/signals';
import type { Problem } from './ask.js';
import { ask, problemOf } from './ask.js';

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
 * As many as one page are kept, however long somebody reads on. What is answered late, to a choice that holds no more,
 * is not shown.
 */
export const createPages = <P extends Page>(path: string): Pages<P> => {
  const page = signal<P | undefined>(undefined);
  const problem = signal<Problem | undefined>(undefined);
  const chosen = signal<Readonly<Record<string, string>>>({});
  /** Where the pages before this one begin, this one's last; the newest begins nowhere. */
  const places = signal<readonly (number | undefined)[]>([undefined]);
  let asked = 0;

  const read = async (): Promise<void> => {
    const mine = ++asked;
    const place = places.value.at(-1);
    const query = new URLSearchParams({
      limit: '50',
      ...(place === undefined ? {} : { cursor: String(place) }),
      ...Object.fromEntries(Object.entries(chosen.value).filter(([, value]) => value !== '')),
    });
    try {
      const found = await ask<P>(`${path}?${query.toString()}`);
      if (mine !== asked) return;
      page.value = found;
      problem.value = undefined;
    } catch (error) {
      if (mine === asked) problem.value = problemOf(error);
    }
  };
  const goTo = (to: readonly (number | undefined)[]): Promise<void> => {
    places.value = to;
    return read();
  };

  return {
    ...{ page, problem, chosen, read },
    hasNewer: computed(() => places.value.length > 1),
    newer: () => goTo(places.value.slice(0, -1)),
    older: () => goTo([...places.value, page.value?.next ?? undefined]),
    choose: (name, value) => {
      chosen.value = { ...chosen.value, [name]: value };
      return goTo([undefined]);
    },
  };
};
