import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildForRun } from '../../src/database-sync/build-for-run.js';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { openDatabaseSource } from '../../src/database-sync/source/database-source.js';
import { eventually } from '../support/eventually.js';
import type { SyncSelection } from '../../src/contracts/database-sync/selection.js';
import type { Place } from './build.js';
import { build, settingsOf } from './build.js';
import type { SupabaseProject } from './supabase-project.js';
import { asked, run, startSupabase } from './supabase-project.js';

let project: SupabaseProject;
let other: SupabaseProject;
beforeAll(async () => {
  [project, other] = await Promise.all([startSupabase({ app: true }), startSupabase()]);
  await run(
    other.place,
    `insert into auth.users (id) select ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid from generate_series(1, 20) i`,
  );
});
afterAll(() => Promise.all([project.stop(), other.stop()]));

const buildCopy = () =>
  buildForRun(
    ({ version, facts }) =>
      openDatabaseSource(settingsOf(project.place), {
        applicationName: 'additions',
        targetVersion: version,
        target: facts,
        profile: 'auto',
      }),
    settingsOf(other.place),
    { runId: randomUUID(), pipeline: 'copies', source: 'there' },
  );

const sessionOf = async (): Promise<pg.Client> => {
  const client = new pg.Client({
    host: other.server.host,
    port: other.server.port,
    user: 'supabase_admin',
    password: 'x',
    database: 'postgres',
  });
  await client.connect();
  return client;
};

/** Writes to a table again and again until `building` has ended; the longest that it took, in ms. */
const writeBeside = async (writer: pg.Client, sql: string, building: Promise<unknown>): Promise<number> => {
  let isOver = false;
  const over = () => (isOver = true);
  void building.then(over, over);
  let longest = 0;
  while (!isOver) {
    const since = performance.now();
    await writer.query(sql);
    longest = Math.max(longest, performance.now() - since);
    await sleep(5);
  }
  return longest;
};

/** Whether somebody waits for the lock that a trigger, or a foreign key, takes of the table. */
const waitsFor = (table: string): Promise<true> =>
  eventually(`a wait for ${table}`, async () => {
    const waiting = await asked(
      other.admin,
      `select count(*) from pg_locks where relation = '${table}'::regclass and mode = 'ShareRowExclusiveLock' and not granted`,
    );
    return waiting === '0' ? undefined : true;
  });

it('keeps nobody from logging in while a foreign key to the users waits for its lock', async () => {
  const [holder, writer] = await Promise.all([sessionOf(), sessionOf()]);
  try {
    await holder.query(`begin; update auth.users set aud = 'held' where id = '00000000-0000-0000-0000-000000000001'`);
    const building = buildCopy();
    const beside = writeBeside(writer, 'insert into auth.users (id) values (gen_random_uuid())', building);
    await waitsFor('auth.users');
    await sleep(1_500);
    await holder.query('rollback');
    await building;
    expect(await beside).toBeLessThan(1_500);
  } finally {
    await Promise.all([holder.end(), writer.end()]);
  }
});

it('keeps nobody waiting while it tries what it will add, and drops nothing whose lock somebody holds', async () => {
  const [holder, writer] = await Promise.all([sessionOf(), sessionOf()]);
  try {
    await run(
      project.place,
      'create trigger on_bucket after insert on storage.buckets for each row execute function public.handle_new_user()',
    );
    await holder.query(`begin; insert into storage.buckets (id, name) values ('held', 'held')`);
    const building = buildCopy();
    const beside = writeBeside(
      writer,
      'insert into storage.buckets (id, name) select id, id from (select gen_random_uuid()::text as id) one',
      building,
    );
    await waitsFor('storage.buckets');
    const { epoch, built } = await building;
    expect(await beside).toBeLessThan(500);
    expect(built.warnings.join('\n')).toContain(
      'The trigger "on_bucket" of storage.buckets could not be tried, because others held its lock',
    );
    const publish = (lockTimeoutMs: number) => publishGeneration(settingsOf(other.place), { epoch, lockTimeoutMs });
    await expect(publish(100)).rejects.toMatchObject({ code: 'PUBLISH_LOCKED' });
    await holder.query('rollback');
    await publish(5_000);
    expect(await asked(other.admin, `select count(*) from pg_trigger where tgname = 'on_bucket'`)).toBe('1');
  } finally {
    await Promise.all([holder.end(), writer.end()]);
  }
});

it('leaves out what could not be tried and is refused at the publish, tells its statement, and publishes the rest', async () => {
  const holder = await sessionOf();
  try {
    await run(
      project.place,
      `create trigger on_refused after insert on storage.objects for each row execute function public.handle_new_user()`,
    );
    await holder.query('begin; lock table storage.objects in row exclusive mode');
    const { epoch, built } = await buildCopy();
    expect(built.warnings.join('\n')).toContain('The trigger "on_refused" of storage.objects could not be tried');
    await holder.query('rollback');
    await run(other.admin, 'revoke trigger on storage.objects from postgres, anon, authenticated, service_role');
    const { warnings } = await publishGeneration(settingsOf(other.place), { epoch, lockTimeoutMs: 5_000 });
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /^The trigger "on_refused" of storage\.objects is not made at the target: .*permission denied.*; run it by hand .*: CREATE OR REPLACE TRIGGER on_refused AFTER INSERT ON storage\.objects FOR EACH ROW EXECUTE FUNCTION public\.handle_new_user\(\)$/s,
      ),
    );
    expect(await asked(other.admin, `select count(*) from pg_trigger where tgname = 'on_refused'`)).toBe('0');
    expect(await asked(other.place, 'select count(*) from public.todos')).toBe(
      await asked(project.place, 'select count(*) from public.todos'),
    );
    expect(
      await asked(
        other.admin,
        `select string_agg(tablename, ' ') from pg_publication_tables where pubname = 'supabase_realtime'`,
      ),
    ).toBe('todos');
  } finally {
    await holder.end();
    await run(other.admin, 'grant trigger on storage.objects to postgres, anon, authenticated, service_role');
  }
});

it('is refused as a whole database, before anything is made, whatever comes from where', async () => {
  const databases = () => asked(other.admin, `select string_agg(datname, ' ' order by datname) from pg_database`);
  const before = await databases();
  const plain: Place = {
    server: other.server,
    database: 'template1',
    account: { user: 'supabase_admin', password: 'x' },
  };
  const into = (from: Place, selection: SyncSelection) =>
    build({ from, to: other.place, publish: 'database', ...selection });
  for (const from of [project.place, plain])
    await expect(into(from, { profile: 'auto' })).rejects.toMatchObject({
      code: 'TARGET_UNSUITABLE',
      message: expect.stringContaining("whose own schemas a new one would lack; use 'publish: schemas'") as string,
    });
  // With the platform's schemas, they would have to belong to roles that the user is no member of.
  await expect(into(project.admin, { profile: 'plain' })).rejects.toMatchObject({
    code: 'TARGET_UNSUITABLE',
    message: expect.stringMatching(/cannot give objects to .*"supabase_admin".*"supabase_auth_admin"/) as string,
  });
  expect(await databases()).toBe(before);
});
