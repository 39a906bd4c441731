import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { readHistories } from '../support/read-histories.js';
import type { ImportSite } from './import-site.js';

/** Whatever a site keeps or shows, by its place: every table of every database, histories, logs and lists. */
export const everythingKept = async (site: ImportSite): Promise<Readonly<Record<string, string>>> => {
  const found: Record<string, string> = { output: site.output() };
  const postgres = await site.postgres.query(
    "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  for (const table of lines(postgres)) found[table] = await site.postgres.query(`select * from ${table}`);
  const mariadb = await site.mariadb?.query(
    "SELECT CONCAT('`', table_schema, '`.`', table_name, '`') FROM information_schema.tables WHERE table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')",
  );
  for (const table of lines(mariadb ?? '')) {
    found[table] = (await site.mariadb?.query(`SELECT * FROM ${table}`)) ?? '';
  }
  const log = join(site.folder, 'logs', 'import.log');
  if (existsSync(log)) found['log file'] = readFileSync(log, 'utf8');
  const connection = await Connection.connect({ address: site.temporal });
  found['histories'] = await readHistories(new Client({ connection }));
  await connection.close();
  for (const path of LISTS) found[path] = (await site.ask('GET', path)).text;
  const { runs = [] } = (await site.ask('GET', '/api/v1/runs?limit=100')).body as { runs?: { run_id: string }[] };
  for (const { run_id: id } of runs) {
    for (const path of [`/api/v1/runs/${id}`, `/api/v1/runs/${id}/logs`])
      found[path] = (await site.ask('GET', path)).text;
  }
  return found;
};

const LISTS = ['/api/v1/runs?limit=100', '/api/v1/audit', '/v1/imports', '/v1/exports', '/metrics'];

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

/** The places that have a text, as it is, in base64 or as a URL writes it. */
export const placesOf = (kept: Readonly<Record<string, string>>, text: string): readonly string[] => {
  const forms = [text, Buffer.from(text).toString('base64').slice(0, 20), encodeURIComponent(text)];
  return Object.keys(kept).filter((place) => forms.some((form) => kept[place]?.includes(form)));
};
