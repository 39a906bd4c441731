/**
 * Measures the server's memory while it takes a large upload: the peak of its summed proportional set size (PSS),
 * sampled every 100 ms, and how fast it takes it. As a form and as the body itself. Exits with 1 above the limit.
 *
 * `npx tsx bench/uploads.ts --mb 2000`
 */
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { freePort } from '../test/support/free-port.js';
import { startPostgres } from '../test/support/postgres-server.js';
import { startTemporal } from '../test/support/temporal-server.js';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { startProduct } from '../test/support/worker-process.js';
import { describeMachine } from './figures.js';
import { sampleMemory } from './sample-memory.js';

const LIMIT_BYTES = 250e6;

const { values } = parseArgs({ options: { mb: { type: 'string', default: '2000' } } });
process.exit(await main(Number(values.mb)));

async function main(megabytes: number): Promise<number> {
  const folder = temporaryFolder('bench-uploads');
  const [temporal, postgres, port] = await Promise.all([startTemporal(), startPostgres(), freePort()]);
  const url = `postgres://postgres:x@127.0.0.1:${postgres.port}/postgres`;
  const config = join(folder, 'stevedore.yaml');
  writeFileSync(
    config,
    stringify({
      temporal: { address: temporal.address },
      api: { port },
      store: { url },
      connections: { main: { kind: 'postgres', url } },
      upload: { max_bytes: '4GiB' },
      resources: { rows: { connection: 'main', columns: { id: { type: 'integer' }, text: {} } } },
    }),
  );
  const server = await startProduct('server', { config, cwd: folder, ready: /API started/ });
  try {
    console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
    await sleep(3_000);
    let isWithin = true;
    for (const kind of ['form', 'body'] as const) {
      const memory = sampleMemory(server.pid);
      await sleep(300);
      const idle = memory.latestBytes();
      const started = performance.now();
      const status = await upload(port, megabytes, kind);
      const seconds = (performance.now() - started) / 1_000;
      const { peakBytes, samples } = memory.stop();
      isWithin &&= status === 202 && peakBytes <= LIMIT_BYTES;
      console.log(
        `${kind}: ${megabytes} MB in ${seconds.toFixed(1)} s, answered ${status}; peak ${inMegabytes(peakBytes)} MB ` +
          `(idle ${inMegabytes(idle)} MB, ${samples} samples), limit ${inMegabytes(LIMIT_BYTES)} MB`,
      );
    }
    return isWithin ? 0 : 1;
  } finally {
    await server.stop();
    await Promise.all([temporal.stop(), postgres.stop()]);
  }
}

async function upload(port: number, megabytes: number, kind: 'form' | 'body'): Promise<number> {
  const form = ['--b', 'content-disposition: form-data; name="file"; filename="rows.csv"', '', ''].join('\r\n');
  const end = ['', '--b', 'content-disposition: form-data; name="resource_type"', '', 'rows', '--b--', ''].join('\r\n');
  const isForm = kind === 'form';
  const asking = request({
    host: '127.0.0.1',
    port,
    method: 'POST',
    path: isForm ? '/v1/imports' : '/v1/imports?resource_type=rows',
    headers: {
      'idempotency-key': kind,
      'content-type': isForm ? 'multipart/form-data; boundary=b' : 'text/csv',
    },
  });
  const answered = new Promise<number>((resolve, reject) => {
    asking.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asking.on('error', reject);
  });
  await pipeline(Readable.from(bytes(megabytes, isForm ? form : '', isForm ? end : '')), asking);
  return answered;
}

function* bytes(megabytes: number, before: string, after: string): Generator<Buffer> {
  yield Buffer.from(`${before}id,text\n`);
  const piece = Buffer.from('1,abcdefghijklmnopqrstuvwxyz0123456789\n'.repeat(25_641));
  for (let sent = 0; sent < megabytes * 1e6; sent += piece.length) yield piece;
  yield Buffer.from(after);
}

function inMegabytes(size: number): string {
  return (size / 1e6).toFixed(0);
}
