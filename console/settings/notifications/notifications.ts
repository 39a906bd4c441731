import { computed, signal } from '@preact/signals';
import { followEvents } from '../../api/follow-events.js';
import { createPages } from '../../api/pages.js';
import type { NotificationJson } from '../../api/types.js';

interface NotificationPage {
  readonly notifications: readonly NotificationJson[];
  readonly next: number | null;
}

/**
 * What receivers were told, renewed while something is under way.
 *
 * 1. A run that begins, waits or ends may have told somebody, a moment later or some; tries are no events. So all is
 *    read now and then, and every few seconds while something is tried.
 * 2. One that is sent again counts as tried until its next try is recorded: the store has what became of it before.
 */
export const createNotifications = () => {
  const list = createPages<NotificationPage>('/api/v1/notifications');
  /** By id, when it had been tried last as it was sent again. */
  const again = signal<Readonly<Record<string, string | null>>>({});
  const shown = computed(() =>
    list.page.value?.notifications.map((one) =>
      one.id in again.value && again.value[one.id] === one.tried_at ? { ...one, state: 'pending' as const } : one,
    ),
  );
  return {
    list,
    shown,
    sentAgain: async ({ id, tried_at: before }: NotificationJson): Promise<void> => {
      again.value = { ...again.value, [id]: before };
      await list.read();
    },
    begin: (): (() => void) => {
      const read = (): void => void list.read();
      read();
      let rounds = 0;
      const timer = setInterval(() => {
        rounds++;
        const isTried = shown.value?.some(({ state }) => state === 'pending') === true;
        if (isTried || rounds % REST_ROUNDS === 0) read();
      }, EVERY_MS);
      const stop = followEvents({
        url: () => '/api/v1/events',
        told: () => undefined,
        // Receivers are told of it a moment later.
        take: { resync: read, run: () => void setTimeout(read, LATER_MS) },
      });
      return () => {
        clearInterval(timer);
        stop();
      };
    },
  };
};

const EVERY_MS = 3_000;
/** Every so many of them also while nothing is tried. */
const REST_ROUNDS = 5;
const LATER_MS = 1_000;
