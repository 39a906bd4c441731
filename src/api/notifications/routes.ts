import { randomUUID } from 'node:crypto';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import { NOTIFICATION_EVENTS } from '../../contracts/notifications/events.js';
import type { Notification, NotificationRecord } from '../../contracts/notifications/notification.js';
import { NOTIFICATION_STATES } from '../../contracts/notifications/notification.js';
import type { ReceiverSettings } from '../../contracts/notifications/receiver-settings.js';
import { assertForAll, assertMaySee, callerOf } from '../access/caller.js';
import { noteForAudit } from '../access/record-audit.js';
import type { ApiDeps } from '../deps.js';
import type { NotificationDeps } from './notification-deps.js';
import { endpoint } from '../request/endpoint.js';
import { by, count, list, pageFields, soughtName, time } from '../request/fields.js';
import { inTime, WRITE_LIMIT_MS } from '../request/in-time.js';
import { jsonAnswer, LINK } from '../request/json-answer.js';
import { linkNext } from '../request/link-next.js';
import { checkRunId } from '../runs/check-run-id.js';

/** `/api/v1/notifications`: who was told of what, and whether it arrived. */
export const notificationRoutes = ({
  store,
  notifications: { receivers, send, idOf },
}: Pick<ApiDeps, 'store'> & { notifications: NotificationDeps }): OpenAPIHono => {
  const app = new OpenAPIHono();
  const find = (name: string): ReceiverSettings => {
    const receiver = receivers.find((one) => one.name === name);
    if (receiver !== undefined) return receiver;
    const known = receivers.map((one) => `"${one.name}"`).join(', ');
    throw new StevedoreError(
      'RECEIVER_UNKNOWN',
      `Cannot notify "${name.slice(0, 64)}": there is no such receiver; ${known === '' ? 'there is none' : `there is ${known}`}`,
    );
  };

  endpoint(app, LIST, async (c, { query: { pipeline, run_id: runId, state, limit, cursor } }) => {
    const caller = callerOf(c);
    if (pipeline !== undefined) assertMaySee(caller, pipeline);
    const { notifications, next } = await inTime(
      store.notifications.list({
        limit,
        ...(pipeline === undefined ? {} : { pipeline }),
        ...(caller.pipelines === undefined ? {} : { pipelines: caller.pipelines }),
        ...(runId === undefined ? {} : { runId: checkRunId(runId) }),
        ...(state === undefined ? {} : { state }),
        ...(cursor === undefined ? {} : { before: cursor }),
      }),
    );
    if (next !== undefined) linkNext(c, { cursor: next });
    c.header('cache-control', 'no-store');
    return c.json({ notifications: notifications.map(notificationJson), next: next ?? null }, 200);
  });

  endpoint(app, RESEND, async (c, { params: { id } }) => {
    const caller = callerOf(c);
    const found = isNotificationId(id) ? await inTime(store.notifications.get(id)) : undefined;
    if (found === undefined) {
      throw new StevedoreError(
        'NOTIFICATION_UNKNOWN',
        `Cannot send the notification again: none has the id "${id.slice(0, 100)}"; list them`,
      );
    }
    if (found.pipeline !== undefined) noteForAudit(c, { pipeline: found.pipeline });
    if (found.pipeline === undefined) assertForAll(caller);
    else assertMaySee(caller, found.pipeline);
    const { state: _, tries: _tries, triedAt: _at, error: _error, ...notification } = found;
    if ((await send(notification, find(found.receiver))) === 'known') {
      throw new StevedoreError(
        'NOTIFICATION_UNDER_WAY',
        'Cannot send the notification again: it is tried still; wait for its end',
      );
    }
    return c.json(notificationJson({ ...notification, state: 'pending', tries: 0 }), 202);
  });

  endpoint(app, TEST, async (c, { body: { receiver: name } }) => {
    noteForAudit(c, { name });
    const receiver = find(name);
    const subject = randomUUID();
    const createdAt = new Date().toISOString();
    const notification: Notification = {
      id: idOf(name, 'test', subject),
      receiver: name,
      event: 'test',
      subject,
      body: { type: 'test', timestamp: createdAt, data: { text: 'A test of Stevedore: notifications arrive here' } },
      createdAt,
    };
    await inTime(store.notifications.add(notification), WRITE_LIMIT_MS);
    await send(notification, receiver);
    return c.json(notificationJson({ ...notification, state: 'pending', tries: 0 }), 202);
  });

  return app;
};

const isNotificationId = (text: string): boolean => /^msg_[0-9a-f]{32}$/.test(text);

const notificationJson = (record: NotificationRecord): NotificationJson => ({
  id: record.id,
  receiver: record.receiver,
  event: record.event,
  pipeline: record.pipeline ?? null,
  run_id: record.runId ?? null,
  text: record.body.data.text,
  created_at: record.createdAt,
  state: record.state,
  tries: record.tries,
  tried_at: record.triedAt ?? null,
  error: record.error ?? null,
});

const state = z.enum(NOTIFICATION_STATES);

const notificationSchema = z
  .object({
    id: z.string().describe('What the receiver gets as `webhook-id`; the same in every try'),
    receiver: z.string(),
    event: z.enum([...NOTIFICATION_EVENTS, 'test']),
    pipeline: z.string().nullable(),
    run_id: z.string().nullable(),
    text: z.string().describe('What it says, in one sentence'),
    created_at: time,
    state: state.describe('`pending`: tried until it arrives; `failed`: given up'),
    tries: count.describe('Of the latest sending'),
    tried_at: time.nullable(),
    error: z.string().nullable().describe('Why the latest try that failed did'),
  })
  .openapi('Notification');

/** A notification in `/api/v1/notifications`. */
export type NotificationJson = z.infer<typeof notificationSchema>;

const LIST = {
  method: 'get',
  path: '/',
  operationId: 'listNotifications',
  tag: 'notifications',
  role: 'viewer',
  about: 'pipelines',
  summary: 'List what receivers were told, the newest first',
  description: 'Kept as long as runs.',
  query: z.object({
    pipeline: soughtName,
    run_id: z.string().max(64).optional(),
    state: state.optional(),
    ...pageFields,
  }),
  responses: {
    200: jsonAnswer(z.object({ notifications: list(notificationSchema), next: z.int().nullable() }), 'A page', LINK),
  },
  problems: [404, 503],
} as const;

const RESEND = {
  method: 'post',
  path: '/{id}/resend',
  operationId: 'resendNotification',
  tag: 'notifications',
  role: 'operator',
  about: 'pipelines',
  summary: 'Send a notification again',
  description: 'The same body with the same `webhook-id`, so that a receiver that has it already can tell.',
  params: z.object({ id: z.string() }),
  body: z.strictObject({ by }),
  responses: { 202: jsonAnswer(notificationSchema, 'It is on its way') },
  problems: [404, 409, 503],
} as const;

const TEST = {
  method: 'post',
  path: '/test',
  operationId: 'testReceiver',
  tag: 'notifications',
  role: 'operator',
  summary: 'Send a receiver a test',
  body: z.strictObject({ receiver: z.string().max(64).describe('Its name in `notifications`'), by }),
  responses: { 202: jsonAnswer(notificationSchema, 'It is on its way') },
  problems: [404, 503],
} as const;
