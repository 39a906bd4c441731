import { computed, signal } from '@preact/signals';
import type { Problem } from '../api/ask.js';
import { session } from '../shell/session.js';

/** What has become of something that was asked for, after what asked for it had gone. */
export interface Notice {
  readonly number: number;
  /** What was asked for, and of what: `Cancel the run: import`. */
  readonly what: string;
  /** The page where it was asked for, or where to see what has come of it. */
  readonly at: string;
  /** Why it was not done. @default it was done */
  readonly problem?: Problem;
  /** Of whom was signed in. */
  readonly by: string | undefined;
}

const told = signal<readonly Notice[]>([]);
let numbers = 0;

const asker = (): string | undefined => (typeof session.value === 'object' ? session.value.name : undefined);

/** Those of whoever is signed in now, the oldest first. */
export const notices = computed(() => told.value.filter(({ by }) => by !== undefined && by === asker()));

/** Takes it away: whoever was told has read it. */
export const forget = (one: Notice): void => {
  told.value = told.value.filter((other) => other !== one);
};

/** Begun when something is asked for; tells what has become of it, where the person is by then. */
export interface LaterNotice {
  /** The page where it was asked for. */
  readonly from: string;
  /** It was done; what has come of it is shown at this address. @default where it was asked for */
  readonly done: (to?: string) => void;
  readonly failed: (problem: Problem) => void;
}

/** Remembers who asks for what, and where. Nothing is told until it is said what has become of it. */
export const laterNotice = (what: string): LaterNotice => {
  const by = asker();
  const from = location.pathname;
  const tell = (more: Pick<Notice, 'at' | 'problem'>): void => {
    told.value = [...told.value, { number: ++numbers, what, by, ...more }];
  };
  return {
    from,
    done: (to = from) => tell({ at: to }),
    failed: (problem) => tell({ at: from, problem }),
  };
};
