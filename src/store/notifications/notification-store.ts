import type { Kysely, Selectable } from 'kysely';
import type {
  Notification,
  NotificationBody,
  NotificationRecord,
  NotificationState,
} from '../../contracts/notifications/notification.js';
import { cut, cutText, fromDatetime } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';
import type { NotificationStore } from './notification-stores.js';
import type { NotificationsTable } from './tables.js';

/** Notifications in their table; see `NotificationStore`. */
export const createNotificationStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime, keepExisting }: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
): NotificationStore => {
  const add = async (notification: Notification): Promise<void> => {
    const { id, receiver, event, subject, pipeline, runId, body, createdAt } = notification;
    const row = {
      id,
      receiver: cut(receiver, 64),
      event,
      subject: cut(subject, 255),
      pipeline: pipeline === undefined ? null : cut(pipeline, 64),
      run_id: runId ?? null,
      body: JSON.stringify(body),
      created_at: toTime(createdAt),
      state: 'pending',
      tries: 0,
    };
    await keepExisting(db.insertInto('notifications').values(row), ['id']).execute();
  };
  return {
    add: (notification) => call('record the notification', () => add(notification)),
    note: (notification, { state, tries, triedAt, error }) =>
      call('record the delivery', async () => {
        await add(notification);
        const change = {
          ...{ state, tries, tried_at: toTime(triedAt) },
          ...(error === undefined ? {} : { error: cutText(error) }),
        };
        await db.updateTable('notifications').set(change).where('id', '=', notification.id).execute();
      }),
    get: (id) =>
      call('read the notification', async () => {
        const row = await db.selectFrom('notifications').selectAll().where('id', '=', id).executeTakeFirst();
        return row && toRecord(row);
      }),
    list: ({ pipeline, pipelines, runId, state, limit = 50, before } = {}) =>
      call('read the notifications', async () => {
        if (pipelines?.length === 0) return { notifications: [] };
        const size = Math.min(Math.max(1, Math.trunc(limit)), 500);
        let query = db
          .selectFrom('notifications')
          .selectAll()
          .orderBy('seq', 'desc')
          .limit(size + 1);
        if (pipeline !== undefined) query = query.where('pipeline', '=', pipeline);
        if (pipelines !== undefined) query = query.where('pipeline', 'in', [...pipelines]);
        if (runId !== undefined) query = query.where('run_id', '=', runId);
        if (state !== undefined) query = query.where('state', '=', state);
        if (before !== undefined) query = query.where('seq', '<', before);
        const rows = await query.execute();
        const shown = rows.slice(0, size);
        const last = shown.at(-1);
        return {
          notifications: shown.map(toRecord),
          ...(rows.length > size && last !== undefined ? { next: last.seq } : {}),
        };
      }),
  };
};

const toRecord = (row: Selectable<NotificationsTable>): NotificationRecord => ({
  id: row.id,
  receiver: row.receiver,
  event: row.event as NotificationRecord['event'],
  subject: row.subject,
  ...(row.pipeline === null ? {} : { pipeline: row.pipeline }),
  ...(row.run_id === null ? {} : { runId: row.run_id }),
  body: JSON.parse(row.body) as NotificationBody,
  createdAt: fromDatetime(row.created_at),
  state: row.state as NotificationState,
  tries: row.tries,
  ...(row.tried_at === null ? {} : { triedAt: fromDatetime(row.tried_at) }),
  ...(row.error === null ? {} : { error: row.error }),
});
