import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { ImportSite, Json } from './import-site.js';
import { UPLOAD_SERVERS } from './upload-servers.js';

const ROUNDS = 10;
const REQUESTS = 20;
const ROWS = 2_000;

/** In these rounds the server is killed so many milliseconds after the requests were sent. */
const KILLS: Readonly<Record<number, number>> = { 1: 5, 3: 40, 5: 90, 7: 180, 9: 400 };

describe.each(UPLOAD_SERVERS)('the same upload many times at once into $name', ({ start, query: queryOf }) => {
  let site: ImportSite;
  const query = (sql: string) => queryOf(site, sql);

  beforeAll(async () => {
    site = await start();
  }, 180_000);
  afterAll(() => site?.stop(), 60_000);

  const fileOf = (round: number): string => {
    const row = (n: number) => `${round}-${n},r${round}n${n}@example.org,r${round}n${n},${'x'.repeat(60)}`;
    return ['id,email,username,password', ...Array.from({ length: ROWS }, (_, n) => row(n))].join('\n');
  };

  /** Requests that had no answer, because the server was killed or not there. */
  let cut = 0;

  /** Asks until it is answered, as a client does whose server is gone; tells every answer. */
  const ask = async (round: number): Promise<{ status: number; id: string }> => {
    for (let tries = 0; ; tries += 1) {
      try {
        const form = new FormData();
        form.append('resource_type', 'users');
        form.append('file', new File([fileOf(round)], 'users.csv'));
        const answer = await fetch(`${site.api}/v1/imports`, {
          method: 'POST',
          body: form,
          headers: { 'idempotency-key': `round-${round}` },
          signal: AbortSignal.timeout(30_000),
        });
        const body = (await answer.json()) as Json;
        if (answer.status < 500) return { status: answer.status, id: String(body['job_id']) };
      } catch {
        // The connection was refused, or ended before the answer.
        cut += 1;
      }
      if (tries > 300) throw new Error('No answer from the server');
      await sleep(100);
    }
  };

  it.each(Array.from({ length: ROUNDS }, (_, round) => [round]))(
    'round %i: one import, at most one 202, rows once',
    async (round) => {
      const asking = Promise.all(Array.from({ length: REQUESTS }, () => ask(round)));
      const killAfter = KILLS[round];
      if (killAfter !== undefined) {
        await sleep(killAfter);
        await site.replaceServer();
      }
      const answers = await asking;
      const ids = new Set(answers.map(({ id }) => id));
      expect(ids.size).toBe(1);
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 202).length).toBeLessThanOrEqual(1);
      if (killAfter === undefined) expect(statuses.filter((status) => status === 202).length).toBe(1);
      expect(statuses.every((status) => status === 200 || status === 202)).toBe(true);
      const [id] = ids;
      const job = await eventually(
        'the end of the import',
        async () => {
          const body = (await (await fetch(`${site.api}/v1/imports/${id}`)).json()) as Json;
          return body['completed_at'] == null ? undefined : body;
        },
        120_000,
      );
      expect(job).toMatchObject({ status: 'completed', success_count: ROWS, fail_count: 0 });
      expect(await query(`SELECT COUNT(*) FROM users WHERE id LIKE '${round}-%'`)).toBe(`${ROWS}`);
      const jobs = `SELECT COUNT(*) FROM stevedore.import_jobs WHERE idempotency_key = 'round-${round}'`;
      expect(await site.postgres.query(jobs)).toBe('1');
      const runs = `SELECT COUNT(*) FROM stevedore.runs WHERE workflow_id = 'table-import/job/${id}'`;
      expect(await site.postgres.query(runs)).toBe('1');
    },
    180_000,
  );

  it('has met kills in the middle of requests', () => {
    expect(cut).toBeGreaterThan(Object.keys(KILLS).length);
  });

  it('leaves one file for each import, and parts only of what a kill has cut', () => {
    const names = readdirSync(join(site.folder, 'data', 'uploads'));
    const whole = names.filter((name) => name.endsWith('.csv'));
    // Between the rename and its row a kill leaves a file that has no import; the sweep removes it after a day.
    expect(whole.length).toBeGreaterThanOrEqual(ROUNDS);
    expect(whole.length).toBeLessThanOrEqual(ROUNDS + Object.keys(KILLS).length * REQUESTS);
  });

  it('an import whose start the server was killed before is started by the next one', async () => {
    await site.postgres.query(
      `INSERT INTO stevedore.import_jobs (id, idempotency_key, resource_type, format, file_path, status, created_at, updated_at, key_hash, request_hash, asked_by, host)
       SELECT '11111111-1111-4111-8111-111111111111', 'cut', resource_type, format, file_path, 'pending', now(), now(), 'cut', 'cut', asked_by, host
       FROM stevedore.import_jobs WHERE idempotency_key = 'round-0'`,
    );
    await site.replaceServer();
    await eventually(
      'the end of the import',
      async () => {
        const answer = await fetch(`${site.api}/v1/imports/11111111-1111-4111-8111-111111111111`);
        const body = (await answer.json()) as Json;
        return body['status'] === 'completed' ? body : undefined;
      },
      60_000,
    );
  }, 120_000);

  it('an upload that is cut leaves no import and no file', async () => {
    const before = readdirSync(join(site.folder, 'data', 'uploads')).length;
    const { hostname, port } = new URL(site.api);
    const socket = connect(Number(port), hostname);
    const head = ['POST /v1/imports?resource_type=users HTTP/1.1', `host: ${hostname}`, 'idempotency-key: cut-upload'];
    socket.write(`${[...head, 'content-type: text/csv', 'content-length: 900000'].join('\r\n')}\r\n\r\n`);
    socket.write(fileOf(99).slice(0, 100_000));
    const files = () => readdirSync(join(site.folder, 'data', 'uploads')).length;
    await eventually('the part', () => (files() > before ? true : undefined));
    socket.destroy();
    await eventually('its removal', () => (files() === before ? true : undefined));
    const jobs = `SELECT COUNT(*) FROM stevedore.import_jobs WHERE idempotency_key = 'cut-upload'`;
    expect(await site.postgres.query(jobs)).toBe('0');
  });
});
