/**
 * A project of CSV files as its user meets it, by SFTP and the API, with one very large file beside a small one: counts
 * must be exact, and the worker's memory (peak of its summed PSS, sampled every 100 ms) flat. Exits with 1 otherwise.
 *
 * `npx tsx bench/project.ts --mb 3000`
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, readFileSync, statSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { eventually } from '../test/support/eventually.js';
import type { ProjectSite } from '../test/tables/project-site.js';
import { startProjectSite } from '../test/tables/project-site.js';
import { ALLOCATOR } from './allocator.js';
import { describeMachine } from './figures.js';
import { generateCsv } from './generate-csv.js';
import type { MemorySampler } from './sample-memory.js';
import { sampleMemory } from './sample-memory.js';

/** With everything: SFTP, reading, staging, a callback. */
const LIMIT_BYTES = 350e6;
/** Every so many records has no key, and is a reject. */
const REJECT_EVERY = 1_000;

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '3000' },
    /** Prints memory and step every two seconds. */
    timeline: { type: 'boolean', default: false },
  },
});
let shownAt = 0;
process.exit(await main(Number(values.mb) * 1e6));

async function main(bytes: number): Promise<number> {
  Object.assign(process.env, ALLOCATOR);
  const site = await startProjectSite({ config: { secrets: { key: randomBytes(32).toString('base64') } } });
  try {
    console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
    const file = join(site.remote, 'large.csv');
    const { records, rejected } = await writeLarge(file, join(site.folder, 'block.csv'), bytes);
    site.put('small.csv', 'id,name\n1,a\n2,b\n');
    const connection = await site.ask('POST', '/connections', { name: 'db', database_url: site.databaseUrl('x') });
    const tables = ['large', 'small'].map((name) => ({
      file_pattern: `${name}.csv`,
      target_table: name,
      primary_key: 'id',
    }));
    const config = { sftp: site.sftp(), tables, callback: { url: `${site.receiver.url}/done` } };
    await site.ask('POST', '/projects', { name: 'bench', connection_id: connection.body['id'], config });

    const memory = sampleMemory(site.worker().pid);
    const started = performance.now();
    const id = await site.importing({ project: 'bench' });
    const job = await eventually(
      'the end of the import',
      async () => {
        const { body } = await site.ask('GET', `/jobs/${id}`);
        if (values.timeline) await showNow(site, memory, performance.now() - started);
        return typeof body['completed_at'] === 'string' ? body : undefined;
      },
      3_600_000,
    );
    await site.calledBack('/done');
    const seconds = (performance.now() - started) / 1_000;
    const { peakBytes } = memory.stop();

    const rows = await site.postgres.query(
      'select count(*), count(distinct id), (select count(*) from small) from large',
    );
    const result = job['result'] as Record<string, number>;
    const good = records - rejected;
    const told = [job['status'], result['inserted'], result['updated'], result['errors'], rows].join(' ');
    const meant = ['completed', good + 2, 0, rejected, `${good}\t${good}\t2`].join(' ');
    console.log(
      `${(statSync(file).size / 1e6).toFixed(0)} MB, ${records} records, ${rejected} of them rejects: ${seconds.toFixed(0)} s ` +
        `from request to callback; peak of the worker ${(peakBytes / 1e6).toFixed(0)} MB, limit ${LIMIT_BYTES / 1e6} MB`,
    );
    console.log(told === meant ? `counts are exact: ${told}` : `counts are wrong: ${told}, not ${meant}`);
    return told === meant && peakBytes <= LIMIT_BYTES ? 0 : 1;
  } finally {
    await site.stop();
  }
}

async function showNow(site: ProjectSite, memory: MemorySampler, ms: number): Promise<void> {
  if (ms - shownAt < 2_000) return;
  shownAt = ms;
  const { runs } = (await site.ask('GET', '/api/v1/runs?limit=1')).body as { runs: { current_step?: string }[] };
  const megabytes = (memory.latestBytes() / 1e6).toFixed(0);
  console.log(`${(ms / 1_000).toFixed(0)} s: ${megabytes} MB, ${JSON.stringify(runs[0]?.current_step)}`);
}

/** Records of 120 columns: the same ones again and again, with a number of their own. */
async function writeLarge(path: string, block: string, bytes: number) {
  await generateCsv(block, 'wide', { from: 1, to: 20_000 });
  const [header = '', ...lines] = readFileSync(block, 'utf8').trimEnd().split('\n');
  const rests = lines.map((line) => line.slice(line.indexOf(',')));
  const out = createWriteStream(path);
  let [records, rejected, written, text] = [0, 0, 0, `${header}\n`];
  while (written + text.length < bytes) {
    records++;
    if (records % REJECT_EVERY === 0) rejected++;
    text += `${records % REJECT_EVERY === 0 ? '' : records}${rests[records % rests.length]}\n`;
    if (text.length < 1 << 21) continue;
    written += text.length;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'finish');
  return { records, rejected };
}
