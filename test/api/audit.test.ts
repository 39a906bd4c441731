import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePosition } from '../../src/api/access/audit-position.js';
import type { AuditVerificationJson } from '../../src/api/access/audit-routes.js';
import type { NewKeyJson } from '../../src/api/access/key-routes.js';
import { createApp } from '../../src/api/create-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { pipelineWorkflowId } from '../../src/contracts/runs/workflow-ids.js';
import { describedApp } from '../support/described-app.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testPipeline, testSettings } from './test-settings.js';

const KEY = 'the-key-of-this-test';
const PARTS = { partMs: 0, batch: 30 };

describe.each(STORE_SERVERS)('the audit of the API, with the store on %s', (_name, startServer) => {
  let temporal: TemporalServer;
  let client: Client;
  let database: StoreServer;
  let stored: TestStore;
  let app: Hono;

  beforeAll(async () => {
    [temporal, database] = await Promise.all([startTemporal(), startServer()]);
    stored = await openTestStore(database);
    client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
    app = describedApp(
      createApp({
        runs: createRunClient(client),
        store: stored.seen,
        settings: testSettings([testPipeline(), testPipeline({ name: 'other' })], KEY),
        logger: silentLogger,
        readGenerations: nothingStands,
      }),
    );
  });

  afterAll(async () => {
    await client?.connection.close();
    await stored?.store.close();
    await database?.stop();
    await temporal?.stop();
  });

  const ask = (key: string | undefined, method: string, path: string, body?: object) =>
    app.request(path, {
      method,
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const create = async (name: string, more: object): Promise<NewKeyJson> =>
    (await (await ask(KEY, 'POST', '/api/v1/keys', { name, ...more })).json()) as NewKeyJson;

  it('shows what was changed, removed or put in between in the store, by whoever may write there', async () => {
    const verified = async (expect = '') => {
      const path = `/api/v1/audit/verify${expect === '' ? '' : `?expect=${expect}`}`;
      return (await (await ask(KEY, 'GET', path)).json()) as AuditVerificationJson;
    };
    const entries = (table = 'audit_entries') => `stevedore.${table}`;
    // As a version without the chain left it.
    const old = {
      id: randomUUID(),
      at: '2026-01-02T03:04:05.678Z',
      by: 'old',
      role: 'admin',
      action: 'createKey',
    } as const;
    await stored.store.audit.add({ ...old, outcome: 'done', status: 201 });
    await database.query(`UPDATE ${entries()} SET chain_hash = NULL; DELETE FROM ${entries('audit_chain')};`);
    expect(await verified()).toMatchObject({ intact: true, entries: 0, before: 1, end: null });

    // Two programs write at once, and each entry once.
    const added = Array.from({ length: 30 }, (_, n) => ({
      ...old,
      id: randomUUID(),
      at: new Date(Date.UTC(2026, 6, 1) + n * 1_000).toISOString(),
      by: `anna \u00e4\u{1F6A2} ${n}`,
      outcome: 'done' as const,
      status: 200 + n,
      // Half of a pair, as a sender leaves it who cuts a text in its middle.
      ...(n % 3 === 0 ? { subject: `\ud83d ${n}`, pipeline: '\udea2' } : {}),
      ...(n % 2 === 0
        ? {}
        : { pipeline: 'import', runId: 'r', subject: 's', code: 'C', requestId: 'q', keyId: `hook/${'k'.repeat(64)}` }),
    }));
    const second = await openTestStore(database);
    // The oldest stands first, so that there is something to prune, whatever order the others get.
    for (const oldest of added.slice(0, 1)) await stored.store.audit.add(oldest);
    await Promise.all(
      added.flatMap((entry, n) =>
        // The first ones are told twice, as after an answer that was lost.
        [stored, second].flatMap(({ store }, of) => (n % 2 === of || n < 6 ? [store.audit.add(entry)] : [])),
      ),
    );
    await second.store.close();
    const whole = await verified();
    expect(whole).toMatchObject({ intact: true, entries: 30, before: 1, broken: null });
    expect(whole.end).toMatch(/^[0-9a-f]{64}$/);
    expect(await verified(whole.end ?? '')).toMatchObject({ intact: true, has_expected: true });

    const id = (n: number) => added[n]?.id ?? '';
    const order = (await database.query(`SELECT entry_id FROM ${entries()} ORDER BY seq`)).trim().split('\n').slice(1);
    const place = order.indexOf(id(7));
    const changed = async (change: string, back: string) => {
      await database.query(change);
      const found = await verified();
      await database.query(back);
      expect(await verified()).toMatchObject({ intact: true, entries: 30 });
      return found;
    };
    for (const column of ['asked_by', 'action', 'outcome', 'subject']) {
      const found = await changed(
        `CREATE TABLE stevedore.kept AS SELECT ${column} AS was FROM ${entries()} WHERE entry_id = '${id(7)}'; UPDATE ${entries()} SET ${column} = 'eve' WHERE entry_id = '${id(7)}';`,
        `UPDATE ${entries()} SET ${column} = (SELECT was FROM stevedore.kept) WHERE entry_id = '${id(7)}'; DROP TABLE stevedore.kept;`,
      );
      expect(found, column).toMatchObject({ intact: false, entries: 30, broken_entries: 1, broken: { id: id(7) } });
    }
    const kept = 'CREATE TABLE stevedore.kept AS SELECT * FROM';
    const restore = `INSERT INTO ${entries()} SELECT * FROM stevedore.kept; DROP TABLE stevedore.kept;`;
    const removed = await changed(
      `${kept} ${entries()} WHERE entry_id = '${id(7)}'; DELETE FROM ${entries()} WHERE entry_id = '${id(7)}';`,
      restore,
    );
    expect(removed).toMatchObject({ intact: false, broken_entries: 1, broken: { id: order[place + 1] } });
    const several = [4, 20].map((n) => `'${order[n] ?? ''}'`).join(', ');
    const two = await changed(
      `UPDATE ${entries()} SET status = status + 1 WHERE entry_id IN (${several});`,
      `UPDATE ${entries()} SET status = status - 1 WHERE entry_id IN (${several});`,
    );
    expect(two).toMatchObject({ intact: false, entries: 30, broken_entries: 2, broken: { id: order[4] } });
    const end = order.at(-1) ?? '';
    const cut = await changed(
      `${kept} ${entries()} WHERE entry_id = '${end}'; DELETE FROM ${entries()} WHERE entry_id = '${end}';`,
      restore,
    );
    expect(cut).toMatchObject({
      intact: false,
      entries: 29,
      broken: { id: null, why: 'the newest entries are missing, or lost their hashes' },
    });

    // Pruned entries are no gap; what was the end before is still known, until it is pruned, too.
    const [oldest] = order;
    await stored.store.prune('2026-07-01T00:00:10.000Z');
    const rest = await verified(whole.end ?? '');
    expect(rest).toMatchObject({ intact: true, before: 0, has_expected: true, end: whole.end });
    expect([rest.entries < 30, rest.entries > 0, oldest !== order[place]]).toEqual([true, true, true]);
    expect(await verified('0'.repeat(64))).toMatchObject({ intact: false, has_expected: false, broken: null });
    expect((await ask(KEY, 'POST', '/api/v1/keys', { name: 'chained', role: 'viewer' })).status).toBe(201);
    const after = await verified(whole.end ?? '');
    expect([after.intact, after.entries, after.has_expected]).toEqual([true, rest.entries + 1, true]);
  });

  it('counts what a server of an earlier version wrote as unprotected, and shows who takes hashes away', async () => {
    const entries = 'stevedore.audit_entries';
    const verify = async (query = '') =>
      (await (await ask(KEY, 'GET', `/api/v1/audit/verify${query}`)).json()) as AuditVerificationJson;
    const add = (n: number) =>
      stored.store.audit.add({
        id: `mixed-${n}`,
        at: new Date(Date.UTC(2030, 7, 1) + n * 1_000).toISOString(),
        ...({ by: 'anna', role: 'admin', action: 'createKey', outcome: 'done', status: 201 } as const),
      });
    /** As a server of before hashes does, which does not know the chain. */
    const addBare = (n: number) =>
      database.query(
        `INSERT INTO ${entries} (entry_id, at, asked_by, role, action, outcome, status) VALUES ('bare-${n}', '2030-08-01 00:01:0${n}', 'old', 'admin', 'createKey', 'done', 201)`,
      );
    const before = await verify();
    expect(before).toMatchObject({ intact: true, unprotected: null, next: null });
    await add(1);
    await addBare(1);
    await Promise.all([add(2), addBare(2), add(3)]);
    expect(await verify()).toMatchObject({
      intact: true,
      entries: before.entries + 5,
      unprotected: { entries: 2, first_at: '2030-08-01T00:01:01.000Z', last_at: '2030-08-01T00:01:02.000Z' },
    });

    const changed = async (change: string, back: string) => {
      await database.query(change);
      const found = await verify();
      await database.query(back);
      expect((await verify()).intact).toBe(true);
      return found;
    };
    // Taken from any entry, the newest too, and from all of them.
    for (const which of ["entry_id = 'mixed-1'", "entry_id IN ('mixed-2', 'mixed-3')", '1 = 1']) {
      const found = await changed(
        `CREATE TABLE stevedore.kept AS SELECT entry_id, chain_hash FROM ${entries}; UPDATE ${entries} SET chain_hash = NULL WHERE ${which};`,
        `UPDATE ${entries} SET chain_hash = (SELECT k.chain_hash FROM stevedore.kept k WHERE k.entry_id = audit_entries.entry_id); DROP TABLE stevedore.kept;`,
      );
      expect(found.intact, which).toBe(false);
    }
    // With the row of the chain nothing would follow anything.
    const lost = await changed(
      `CREATE TABLE stevedore.kept AS SELECT * FROM stevedore.audit_chain; DELETE FROM stevedore.audit_chain;`,
      `INSERT INTO stevedore.audit_chain SELECT * FROM stevedore.kept; DROP TABLE stevedore.kept;`,
    );
    expect(lost).toMatchObject({
      intact: false,
      broken: { why: expect.stringContaining('the beginning of the chain') },
    });

    // One without a hash may be the last that is pruned.
    await database.query(`UPDATE ${entries} SET at = '2030-07-31 23:00:00' WHERE entry_id = 'bare-1'`);
    await stored.store.prune('2030-08-01T00:00:01.500Z');
    expect(await verify()).toMatchObject({ intact: true, entries: 3, unprotected: { entries: 1 } });
    expect(await database.query(`SELECT COUNT(*) FROM ${entries} WHERE entry_id IN ('mixed-1', 'bare-1')`)).toContain(
      '0',
    );
  });

  it('is verified part by part, however large it is', async () => {
    const before = await stored.store.audit.verify();
    for (let from = 0; from < 100; from += 50) {
      const some = Array.from({ length: 50 }, (_, n) => ({
        id: `many-${from + n}`,
        at: new Date(Date.UTC(2030, 8, 1) + (from + n) * 1_000).toISOString(),
        ...({ by: 'anna', role: 'admin', action: 'createKey', outcome: 'done', status: 201 } as const),
      }));
      for (const one of some) await stored.store.audit.add(one);
    }
    const first = await stored.store.audit.verify({ ...PARTS });
    expect([first.entries, first.broken, first.next !== undefined]).toEqual([30, undefined, true]);
    const position = first.next;
    if (position === undefined) throw new Error('there is no next part');
    let rest = first;
    for (let parts = 1; rest.next !== undefined; parts++) {
      expect(rest.entries).toBe(30 * parts);
      rest = await stored.store.audit.verify({ ...PARTS, from: rest.next });
    }
    expect([rest.entries, rest.next, rest.broken]).toEqual([before.entries + 100, undefined, undefined]);
    // What was broken in an earlier part stays so; what is pruned meanwhile is no gap.
    const broken = await stored.store.audit.verify({ ...PARTS, from: { ...position, hash: 'f'.repeat(64) } });
    expect([broken.brokenEntries, broken.broken?.id]).toEqual([1, expect.any(String)]);
    await stored.store.prune(new Date(Date.UTC(2030, 8, 1) + 90_000).toISOString());
    expect((await stored.store.audit.verify({ from: position })).broken).toBeUndefined();
    const asked = await ask(KEY, 'GET', `/api/v1/audit/verify?cursor=${writePosition(position)}`);
    expect([asked.status, ((await asked.json()) as AuditVerificationJson).intact]).toEqual([200, true]);
    expect((await ask(KEY, 'GET', '/api/v1/audit/verify?cursor=made-up')).status).toBe(400);
  });

  it('keeps nobody waiting who only reads while somebody has locked it, and has what was done meanwhile', async () => {
    const { key } = await create('waits', { role: 'viewer' });
    const sleep = _name !== 'PostgreSQL' ? 'SELECT SLEEP(6)' : 'SELECT pg_sleep(6)';
    const held = database.query(`BEGIN; SELECT * FROM stevedore.audit_chain FOR UPDATE; ${sleep}; COMMIT;`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const by = Array.from({ length: 8 }, (_, n) => `locked ${n}`);
    const began = Date.now();
    const refused = by.map(async (who) => ask(key, 'POST', '/api/v1/runs', { pipeline: who }));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    // The key is read again: what the store says of it holds for two seconds.
    const read = Date.now();
    expect((await ask(key, 'GET', '/api/v1/session')).status).toBe(200);
    // Far less than the lock has left.
    expect(Date.now() - read).toBeLessThan(2_000);
    expect((await Promise.all(refused)).map(({ status }) => status)).toEqual(by.map(() => 403));
    // The lock was there until now.
    await held;
    expect(Date.now() - began).toBeGreaterThan(3_500);
    await expect
      .poll(async () => {
        await ask(key, 'POST', '/api/v1/runs', { pipeline: 'last' });
        const found = await ask(KEY, 'GET', '/api/v1/audit?limit=200');
        const { audit } = (await found.json()) as { audit: { pipeline: string | null }[] };
        return by.map((who) => audit.filter(({ pipeline }) => pipeline === who).length);
      })
      .toEqual(by.map(() => 1));
  });

  it('has what was done with each key, to what, and how it ended; also what was done while the store was away', async () => {
    const { key, id } = await create('audited', { role: 'operator' });
    const runs = createRunClient(client);
    for (const pipeline of ['import', 'other']) {
      const workflowId = pipelineWorkflowId('dump-import', pipeline);
      const open = await runs.describe({ workflowId });
      if (open?.status === 'running') await client.workflow.getHandle(workflowId).terminate();
    }
    const started = await ask(key, 'POST', '/api/v1/runs', { pipeline: 'other' });
    const { run_id: runId } = (await started.json()) as { run_id: string };
    expect((await ask(key, 'POST', '/api/v1/runs', { pipeline: 'other' })).status).toBe(409);
    expect((await ask(KEY, 'POST', `/api/v1/runs/${runId}/cancel`, { by: 'anna' })).status).toBe(202);
    expect((await ask(key, 'POST', '/api/v1/pipelines/other/rollback', {})).status).toBeGreaterThanOrEqual(400);
    expect((await ask(key, 'POST', '/api/v1/keys', { name: 'more', role: 'admin' })).status).toBe(403);
    const left = client.workflow.getHandle(pipelineWorkflowId('dump-import', 'import'));
    await left.terminate().catch(() => undefined);
    stored.state.down = true;
    expect((await ask(KEY, 'POST', '/api/v1/import/start', { by: 'while-away' })).status).toBe(200);
    stored.state.down = false;
    expect((await ask(KEY, 'DELETE', `/api/v1/keys/${id}`)).status).toBe(200);
    const read = async (path: string) => {
      const response = await ask(KEY, 'GET', path);
      const { audit } = (await response.json()) as { audit: Record<string, unknown>[] };
      return { audit, next: /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1] };
    };
    const { audit } = await read('/api/v1/audit?limit=20');
    const own = { by: 'audited', key_id: id, role: 'operator' };
    expect(audit.slice(0, 8)).toMatchObject([
      { by: 'api.key', key_id: null, role: 'admin', action: 'revokeKey', subject: 'audited', outcome: 'done' },
      { by: 'while-away', action: 'startImport', pipeline: 'import', outcome: 'done', status: 200 },
      { ...own, action: 'createKey', subject: 'more', outcome: 'refused', status: 403, code: 'ROLE_TOO_LOW' },
      { ...own, action: 'rollbackPipeline', pipeline: 'other', outcome: 'refused', status: 409 },
      { by: 'anna', action: 'cancelRun', pipeline: 'other', run_id: runId, outcome: 'done', status: 202 },
      { ...own, action: 'startRun', pipeline: 'other', outcome: 'refused', code: 'RUN_ALREADY_RUNNING' },
      { ...own, action: 'startRun', pipeline: 'other', run_id: runId, outcome: 'done', status: 202, code: null },
      { by: 'api.key', action: 'createKey', subject: 'audited', outcome: 'done' },
    ]);
    const pages: unknown[] = [];
    for (let next: string | undefined = '/api/v1/audit?pipeline=other&limit=2'; next !== undefined; ) {
      const page = await read(next);
      expect(page.audit.every(({ pipeline }) => pipeline === 'other')).toBe(true);
      pages.push(...page.audit.map((entry) => entry['id']));
      next = page.next;
    }
    const other = await read('/api/v1/audit?pipeline=other&limit=200');
    expect(pages).toEqual(other.audit.map((entry) => entry['id']));
    expect(pages.length).toBeGreaterThan(3);
    expect(await database.query('SELECT * FROM stevedore.audit_entries')).not.toContain(key.slice(4));
  });
});
