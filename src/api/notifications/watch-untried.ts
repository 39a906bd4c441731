import type { NotificationRecord } from '../../contracts/notifications/notification.js';
import type { Logger } from '../../contracts/logger.js';
import type { ApiDeps } from '../deps.js';
import { keepLooking } from '../request/keep-looking.js';
import type { NotificationDeps } from './notification-deps.js';

export interface UntriedDeps {
  readonly store: { readonly notifications: Pick<ApiDeps['store']['notifications'], 'list'> };
  readonly receivers: NotificationDeps['receivers'];
  /** Starts the sending; does nothing where it was started before. */
  readonly start: NotificationDeps['send'];
  readonly logger: Logger;
}

/**
 * Starts notifications that nobody has tried for three minutes: Temporal was away when they were told. Looks every five
 * minutes, first after one; never keeps a process alive. One whose receiver is no longer configured waits for it.
 */
export const watchUntried = (
  { store, receivers, start, logger }: UntriedDeps,
  { everyMs = 300_000, oldMs = 180_000 }: { readonly everyMs?: number; readonly oldMs?: number } = {},
): (() => void) => {
  const startOne = async ({ state: _, tries: _tries, ...notification }: NotificationRecord): Promise<void> => {
    const receiver = receivers.find(({ name }) => name === notification.receiver);
    if (receiver !== undefined) await start(notification, receiver);
  };
  const look = async (): Promise<void> => {
    for (let before: number | undefined, more = true; more; ) {
      const page = await store.notifications.list({
        ...{ state: 'pending', limit: 200 },
        ...(before === undefined ? {} : { before }),
      });
      for (const one of page.notifications) {
        if (one.triedAt === undefined && Date.parse(one.createdAt) < Date.now() - oldMs) await startOne(one);
      }
      before = page.next;
      more = before !== undefined;
    }
  };
  return keepLooking(
    look,
    everyMs,
    (err) => logger.warn({ err }, 'Cannot look for notifications that nobody has tried'),
    Math.min(60_000, everyMs),
  );
};
