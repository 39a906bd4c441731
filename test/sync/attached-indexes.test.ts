import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildEvent } from '../../src/database-sync/built-generation.js';
import { buildGeneration } from '../../src/database-sync/build-generation.js';
import { dumpFiles } from '../../src/database-sync/dump-files.js';
import { openFileSource } from '../../src/database-sync/sql-file/read/file-source.js';
import { exportDatabase } from '../../src/database-sync/sql-file/write/export-database.js';
import type { PostgresVersion } from '../support/postgres-programs.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { build, settingsOf } from './build.js';
import { psqlNow } from './psql-now.js';
import { createDatabase } from './schema-databases.js';

/** `below` is by far the largest, so that its index is the last one that is built, whatever it is attached to. */
const PARTITIONS = `
  create schema app;
  create table app.place (k int not null, region text not null) partition by list (region);
  create table app.north partition of app.place for values in ('north');
  create table app.rest partition of app.place default partition by range (k);
  create table app.below partition of app.rest default;
  insert into app.place select g, case when g % 10000 = 0 then 'north' else 'rest' end from generate_series(1, 100000) g;`;

const SOURCES = {
  'a foreign key refers to': `alter table app.place add primary key (k, region);
    create table app.note (k int, region text, foreign key (k, region) references app.place)`,
  'ON CONFLICT looks for': 'create unique index place_once on app.place (region, k)',
  'a replica is told by': `alter table app.place add constraint place_once unique (k, region);
    alter table app.place replica identity using index place_once`,
} as const;

/**
 * The order that a server gets wrong, if whoever attaches lets it come to that: when `rest` is attached to `place`,
 * `below` is attached to `rest`, and before that is committed `north` is attached to `place`.
 */
const WRONG_ORDER = `
  create schema held; create sequence held.attached; create sequence held.overtaken;
  create function held.back() returns event_trigger language plpgsql as $$
    declare part text := substring(current_query() from ' ATTACH PARTITION \\S+\\."(north|below)_');
    begin
      if tg_event = 'ddl_command_end' and part = 'below' then
        perform nextval('held.attached');
        for i in 1..600 loop
          if exists (select from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relkind = 'i' and c.relname ~ '^north_') then
            perform nextval('held.overtaken');
            return;
          end if;
          perform pg_sleep(0.05);
        end loop;
      elsif tg_event = 'ddl_command_start' and part = 'north' then
        for i in 1..600 loop
          exit when (select is_called from held.attached);
          perform pg_sleep(0.05);
        end loop;
      end if;
    end $$;
  create event trigger held_at_start on ddl_command_start when tag in ('ALTER INDEX') execute function held.back();
  create event trigger held_at_end on ddl_command_end when tag in ('ALTER INDEX') execute function held.back();`;

describe.each(['machine', 18] as const)(
  'on a server of version %s an index of partitions of partitions',
  (version: PostgresVersion) => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres({ version });
    });
    afterAll(() => server.stop());

    it.each([
      ...Object.entries(SOURCES).map(([what, sql], at) => ({ what, sql, kind: 'database', name: `database_${at}` })),
      ...Object.entries(SOURCES)
        .slice(0, 1)
        .map(([what, sql]) => ({ what, sql, kind: 'file', name: 'file' })),
    ])('that $what is valid in a copy from a $kind, whoever attaches first', async ({ sql, kind, name }) => {
      await createDatabase(server, name);
      await server.query(`${PARTITIONS} ${sql}`, name);
      const target = `${name}_copy`;
      await createDatabase(server, target);
      const options = {
        schemas: ['app'],
        jobs: 4,
        onProgress: (event: BuildEvent) => {
          if (event.type === 'step' && event.step === 'copy') psqlNow(server, target, WRONG_ORDER);
        },
      };
      if (kind === 'database')
        await build({ from: { server, database: name }, to: { server, database: target }, ...options });
      else {
        const from = { server, database: name };
        const { path } = await exportDatabase(settingsOf(from), dumpFiles(temporaryFolder('dumps')), {
          applicationName: 'attached',
        });
        await buildGeneration(() => openFileSource(path), settingsOf({ server, database: target }), {
          applicationName: 'attached',
          ...options,
        });
      }
      expect(await server.query('select last_value, is_called from held.overtaken', target)).toBe('1\tt');
      expect(
        await server.query(
          `select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where not i.indisvalid`,
          target,
        ),
      ).toBe('');
      await server.query(
        `insert into imp_app.place values (-1, 'north'), (-2, 'rest'), (1, 'rest'), (10000, 'north') on conflict (k, region) do nothing`,
        target,
      );
      expect(await server.query('select count(*) from imp_app.place', target)).toBe('100002');
    });

    it('that a proof finds invalid is not published', async () => {
      await createDatabase(server, 'proved');
      await server.query(`${PARTITIONS} ${SOURCES['ON CONFLICT looks for']}`, 'proved');
      await createDatabase(server, 'refused');
      const onProgress = (event: BuildEvent) => {
        const sql = `update pg_index set indisvalid = false where indexrelid = 'imp_app.place_once'::regclass`;
        if (event.type === 'step' && event.step === 'finish') psqlNow(server, 'refused', sql);
      };
      await expect(
        build({
          from: { server, database: 'proved' },
          to: { server, database: 'refused' },
          schemas: ['app'],
          onProgress,
        }),
      ).rejects.toMatchObject({
        code: 'PROOF_FAILED',
        message: expect.stringContaining('the index "imp_app"."place_once" is not valid') as string,
      });
    });
  },
);
