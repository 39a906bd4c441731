import { createHmac, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import { readHistories } from '../support/read-histories.js';
import type { ReceivedWebhook, WebhookReceiver } from '../support/webhook-receiver.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';
import type { ProductProcess } from '../support/worker-process.js';

const canary = (name: string) => `canary-${name}-${randomBytes(12).toString('hex')}`;
const SECRET = canary('secret');
const TOKEN = canary('token');
const CHAT = canary('chat');

let portal: Portal;
let worker: ProductProcess;
let server: ProductProcess;
/** It fails twice, and then takes everything. */
let ops: WebhookReceiver;
let chat: WebhookReceiver;
let gone: WebhookReceiver;
let loops: WebhookReceiver;
let inside: WebhookReceiver;
let quiet: WebhookReceiver;
let awayPort: number;
let away: WebhookReceiver | undefined;
let first: string;

beforeAll(async () => {
  inside = await startWebhookReceiver();
  ops = await startWebhookReceiver([500, 503]);
  chat = await startWebhookReceiver();
  gone = await startWebhookReceiver([410]);
  loops = await startWebhookReceiver([{ status: 307, location: inside.url.replace('127.0.0.1', 'localhost') }]);
  quiet = await startWebhookReceiver();
  awayPort = await freePort();
  const all = ['success', 'skipped', 'failed', 'cancelled', 'warning', 'parked'];
  portal = await startPortal({
    change: {
      network: { allow: ['127.0.0.1'] },
      notifications: {
        ops: { url: `${ops.url}/in`, secret: SECRET, token: TOKEN, events: all, retry_delay: '200ms' },
        chat: { url: `${chat.url}/services/${CHAT}`, format: 'slack' },
        gone: { url: gone.url, events: ['success'] },
        loops: { url: loops.url, events: ['success'] },
        forbidden: { url: inside.url.replace('127.0.0.1', '127.0.0.2'), events: ['success'] },
        away: { url: `http://127.0.0.1:${awayPort}/`, events: ['success'], retry_delay: '300ms', retry_for: '10m' },
        quiet: { url: quiet.url, events: all },
      },
      import: {
        retry: { max_attempts: 1 },
        publish: { approval: 'required' },
        notifications: { quiet: [], chat: ['failed'] },
      },
    },
  });
  await portal.makeArchives({ date: '20260301' });
  [worker, server] = await Promise.all([portal.startWorker(), portal.startServer()]);
});
afterAll(async () => {
  await portal?.stop();
  for (const receiver of [ops, chat, gone, loops, inside, quiet, away]) await receiver?.stop();
});

/** Of a machine that does much beside. */
const PATIENCE_MS = 100_000;

interface Listed {
  readonly id: string;
  readonly receiver: string;
  readonly event: string;
  readonly state: string;
  readonly tries: number;
  readonly run_id: string | null;
  readonly error: string | null;
}

const list = async (query = ''): Promise<Listed[]> => {
  const { body } = await portal.get(`/api/v1/notifications?limit=200${query}`);
  return body['notifications'] as Listed[];
};

const settled = (receiver: string, event: string, state: string) =>
  eventually(
    `"${receiver}" is ${state}`,
    async () => (await list()).find((one) => one.receiver === receiver && one.event === event && one.state === state),
    PATIENCE_MS,
  );

const bodyOf = ({ body }: ReceivedWebhook) => JSON.parse(body) as { type: string; data: Record<string, unknown> };

const withType = (receiver: WebhookReceiver, type: string) =>
  eventually(type, async () => {
    const found = receiver.received.filter((one) => bodyOf(one).type === type);
    return found.length === 0 ? undefined : found;
  });

describe('notifications', () => {
  it('tell once that a run waits for approval, again where the receiver fails, signed and with one id', async () => {
    first = await portal.startRun();
    await settled('ops', 'parked', 'delivered');
    expect(ops.received).toHaveLength(3);
    expect(new Set(ops.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const { headers, body, path } of ops.received) {
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
      const signature = createHmac('sha256', SECRET).update(signed).digest('base64');
      expect([path, headers['authorization'], headers['webhook-signature']]).toEqual([
        '/in',
        `Bearer ${TOKEN}`,
        `v1,${signature}`,
      ]);
    }
    const [parked] = ops.received.slice(-1).map(bodyOf);
    expect(parked).toMatchObject({
      type: 'run.parked',
      data: { pipeline: 'import', kind: 'dump-import', run_id: first, reason: 'it needs approval' },
    });
  });

  it('tell of a success, which stays one although receivers are away, gone, redirect or are forbidden', async () => {
    await portal.post(`/api/v1/runs/${first}/publish-now`);
    expect(await portal.runEnded(first)).toMatchObject({ status: 'success', warnings: [] });
    const [success] = await withType(ops, 'run.success');
    expect(success && bodyOf(success).data).toMatchObject({ run_id: first, generation: 1, error: null, attempts: 1 });
    expect((await settled('gone', 'success', 'failed')).error).toMatch(/^CALLBACK_REFUSED.*410/);
    expect((await settled('loops', 'success', 'failed')).error).toMatch(/^HTTP_REDIRECT_REFUSED/);
    expect((await settled('forbidden', 'success', 'failed')).error).toMatch(/^HTTP_ADDRESS_FORBIDDEN/);
    expect([gone.received.length, loops.received.length, inside.received.length]).toEqual([1, 1, 0]);
    expect((await settled('away', 'success', 'pending')).error).toMatch(/^HTTP_UNREACHABLE: Cannot notify "away" at/);
    expect([quiet.received, chat.received]).toEqual([[], []]);
  });

  it('outlast a worker that is killed while the receiver is away', async () => {
    await eventually('several tries', async () => (await settled('away', 'success', 'pending')).tries > 2);
    const pending = await settled('away', 'success', 'pending');
    expect(await portal.post(`/api/v1/notifications/${pending.id}/resend`)).toMatchObject({
      status: 409,
      body: { code: 'NOTIFICATION_UNDER_WAY' },
    });
    await worker.kill9();
    away = await startWebhookReceiver([], { port: awayPort });
    expect(away.received).toEqual([]);
    worker = await portal.startWorker();
    await settled('away', 'success', 'delivered');
    expect(away.received.map(bodyOf)).toMatchObject([{ type: 'run.success', data: { run_id: first } }]);
  });

  it('are sent again by hand, with the same id, but not while they are tried still', async () => {
    const { id } = await settled('gone', 'success', 'failed');
    const sent = await portal.cli('notifications', 'resend', id);
    expect(sent.code, sent.stderr).toBe(0);
    await settled('gone', 'success', 'delivered');
    expect(gone.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
    expect(gone.received[0]?.body).toBe(gone.received[1]?.body);
    const unknown = await portal.cli('notifications', 'resend', 'msg_no');
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('NOTIFICATION_UNKNOWN') as string]);
    const listed = await portal.cli('notifications', 'list', '--pipeline', 'import');
    expect(listed.stdout).toMatch(/forbidden +success +import +failed/);
    expect(listed.stderr).toContain('stevedore notifications resend ID');
  });

  it('tell of a run that somebody terminated in Temporal, once its end is noticed', async () => {
    const runId = await portal.startRun({ force: true });
    await eventually(
      'it waits',
      async () => (await list()).find(({ event, run_id: of }) => event === 'parked' && of === runId),
      PATIENCE_MS,
    );
    await portal.client.workflow.getHandle('dump-import/import', runId).terminate('by the test');
    await fetch(`${portal.apiUrl}/metrics`);
    const told = await eventually('the end', async () =>
      (await list('&state=delivered')).find(
        ({ receiver, event, run_id: of }) => receiver === 'ops' && event !== 'parked' && of === runId,
      ),
    );
    expect(told.event).toBe('failed');
    await fetch(`${portal.apiUrl}/metrics`);
  });

  it('tell of a failure with its code, to a chat in its own form', async () => {
    rmSync(portal.exports, { recursive: true });
    const runId = await portal.startRun({ force: true });
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'failed' });
    await eventually('the chat', () => chat.received.find(({ body }) => body.includes(runId)));
    expect(chat.received.slice(-1).map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { text: expect.stringMatching(new RegExp(`^"import" failed: [A-Z_]+: .*\\(run ${runId}\\)$`)) as string },
    ]);
    const failed = (await withType(ops, 'run.failed')).filter((one) => bodyOf(one).data['run_id'] === runId);
    expect(failed).toHaveLength(1);
  });

  it('send a test when somebody asks for it, and say what became of it', async () => {
    const test = await portal.cli('notifications', 'test', 'quiet', '--json');
    expect(test.code, test.stderr).toBe(0);
    await settled('quiet', 'test', 'delivered');
    expect(quiet.received.map(bodyOf)).toMatchObject([{ type: 'test' }]);
    expect((await portal.post('/api/v1/notifications/test', { receiver: 'nobody' })).status).toBe(404);
  });

  it('are told once although the store is away when that is recorded, also where the worker is killed meanwhile', async () => {
    const told = quiet.received.length;
    let refused = 0;
    // Only what says that it has arrived: the store is away for that from the first answer of the receiver on.
    portal.mysqlProxy.setHooks({
      onQuery: (sql) => {
        if (!/notifications/i.test(sql) || !sql.includes("'delivered'")) return 'forward';
        refused += 1;
        return { kill: () => undefined, when: 'before' };
      },
    });
    const test = await portal.cli('notifications', 'test', 'quiet', '--json');
    expect(test.code, test.stderr).toBe(0);
    await eventually('the record fails again', () => (refused > 1 ? true : undefined), PATIENCE_MS);
    expect(quiet.received).toHaveLength(told + 1);
    const newest = async () => (await list()).find(({ receiver, event }) => receiver === 'quiet' && event === 'test');
    expect(await newest()).toMatchObject({ state: 'pending' });
    await worker.kill9();
    const before = refused;
    worker = await portal.startWorker();
    await eventually('it fails with the next worker, too', () => (refused > before ? true : undefined), PATIENCE_MS);
    portal.mysqlProxy.setHooks({});
    await eventually(
      'it is recorded',
      async () => ((await newest())?.state === 'delivered' ? true : undefined),
      PATIENCE_MS,
    );
    expect(await newest()).toMatchObject({ state: 'delivered', tries: 1, error: null });
    expect(quiet.received).toHaveLength(told + 1);
  });

  it('leave no secret in lists, histories, the store and the logs of the programs', async () => {
    const histories = await readHistories(portal.client);
    expect(histories).toContain('notification/loops/success/');
    const stored = await portal.target.query('SELECT * FROM stevedore.notifications');
    expect(stored).toContain('HTTP_REDIRECT_REFUSED');
    const told = [histories, stored, JSON.stringify(await list()), worker.log(), server.log()].join('\n');
    for (const secret of [SECRET, TOKEN, CHAT]) {
      expect(told).not.toContain(secret);
      expect(told).not.toContain(Buffer.from(secret).toString('base64').slice(0, -4));
    }
  });
});
