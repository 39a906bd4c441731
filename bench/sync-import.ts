/**
 * A plain file of pg_dump of about `--mb` megabytes is imported, up to the publish: seconds, and the most memory that
 * the process had. With `--psql` the same file is then loaded by psql into an empty database. Exits with 1 above
 * 350 MB.
 */
import { execFile, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { ImportedByOurs } from './sync-import-ours.js';
import { postgresPrograms } from '../test/support/postgres-programs.js';
import { startPostgres } from '../test/support/postgres-server.js';
import { removeTemporaryFolder, temporaryFolder } from '../test/support/temporary-folder.js';
import { describeMachine, printTable, timed } from './figures.js';

const MOST_MEMORY = 350;

const { values } = parseArgs({
  options: { mb: { type: 'string', default: '3250' }, psql: { type: 'boolean', default: false } },
});
const mb = Number(values.mb);

/** A kilobyte a row in one table, and rows of some forty bytes that refer to it. */
const tables = `
  create table pages (id bigint primary key, at timestamptz not null, title text not null, body text not null, tags jsonb);
  insert into pages select g, '2020-01-01'::timestamptz + g * interval '7 s', 'Page ' || g || E' \\t ü☃ \\\\.',
      repeat(md5(g::text) || E'\\n', 25), jsonb_build_object('n', g % 99, 'words', jsonb_build_array(g % 7, md5((g % 999)::text)))
    from generate_series(1, ${mb * 1000}) g;
  create table visits (page bigint not null references pages, at timestamptz not null, ms int);
  insert into visits select 1 + g * 7919::bigint % ${mb * 1000}, '2021-01-01'::timestamptz + g * interval '1 s', g % 9999 from generate_series(1, ${mb * 1000}) g;
  create index on visits (page); create index on pages (at)`;

const server = await startPostgres({ settings: ['shared_buffers=1GB', 'max_wal_size=8GB', 'fsync=on'] });
const folder = temporaryFolder('bench-sync-import');
try {
  await server.query('create database pages');
  await server.query('create database ours');
  await server.query(tables, 'pages');
  const { psql } = postgresPrograms('machine');
  const file = join(folder, 'dump.sql');
  const place = ['-h', server.host, '-p', `${server.port}`, '-U', 'postgres'];
  await promisify(execFile)(psql.replace(/psql$/, 'pg_dump'), [...place, '-f', file, 'pages']);
  await server.query('drop database pages');
  console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
  console.log(`a file of ${(statSync(file).size / 1e6).toFixed(0)} MB`);
  const script = join(import.meta.dirname, 'sync-import-ours.ts');
  const args = ['--import', 'tsx', script, server.host, `${server.port}`, 'ours', file];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const piece of child.stdout) text += String(piece);
  const ours = JSON.parse(text) as ImportedByOurs;
  const rows = [
    ['way', 's', 's to read it', 'rows', 'MB of memory'],
    ['import', ours.seconds.toFixed(0), ours.readSeconds.toFixed(0), `${ours.rows}`, ours.megabytes.toFixed(0)],
  ];
  if (values.psql) {
    await server.query('drop database ours');
    await server.query('create database theirs');
    const load = () =>
      promisify(execFile)(psql, [...place, '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', 'theirs', '-f', file]);
    rows.push(['psql -f', (await timed(load)).seconds.toFixed(0), '', '', '']);
  }
  printTable(rows);
  process.exitCode = ours.megabytes <= MOST_MEMORY ? 0 : 1;
} finally {
  await server.stop();
  removeTemporaryFolder(folder);
}
