/**
 * The example from end to end on private servers: a database, an SFTP server with two days of exports, a receiver of
 * callbacks, and the product. Makes the project, imports both days, and ends with 1 where a count is not what it has to
 * be. `npx tsx scripts/run-csv-to-postgres.ts [--stay]`
 */
import { createHmac } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { eventually } from '../test/support/eventually.js';
import { freePort } from '../test/support/free-port.js';
import { startOpenSsh } from '../test/support/openssh-server.js';
import { startPostgres } from '../test/support/postgres-server.js';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { startWebhookReceiver } from '../test/support/webhook-receiver.js';
import { runCli, startProduct } from '../test/support/worker-process.js';
import { untilStopped } from './until-stopped.js';

const SECRET = 'whsec_c3RldmVkb3JlLWV4YW1wbGUtc2VjcmV0';

interface Job {
  readonly job_id: string;
  readonly status: string;
  readonly result: { readonly inserted: number; readonly updated: number; readonly errors: number };
}

const { values } = parseArgs({ options: { stay: { type: 'boolean', default: false } } });
process.exit(await main(values.stay));

async function main(stay: boolean): Promise<number> {
  const here = join(import.meta.dirname, '..', 'examples', 'csv-to-postgres');
  const folder = temporaryFolder('csv-to-postgres');
  const remote = join(folder, 'remote');
  mkdirSync(join(remote, 'out'), { recursive: true });
  const [postgres, ssh, receiver] = await Promise.all([startPostgres(), startOpenSsh(remote), startWebhookReceiver()]);
  writeFileSync(join(folder, 'sftp-key'), ssh.privateKey, { mode: 0o600 });
  const env = {
    DATABASE_URL: `postgres://${postgres.rootUser}:x@${postgres.host}:${postgres.port}/${postgres.database}`,
    SFTP_HOST: ssh.host,
    SFTP_PORT: String(ssh.port),
    SFTP_USERNAME: ssh.username,
    SFTP_KEY: join(folder, 'sftp-key'),
    SFTP_HOST_KEY: ssh.hostKey,
    CALLBACK_URL: `${receiver.url}/webhook/stevedore`,
    CALLBACK_SECRET: SECRET,
    API_PORT: String(await freePort()),
  };
  const product = { config: join(here, 'stevedore.yaml'), env, cwd: folder };
  const program = await startProduct('cli', {
    ...product,
    args: ['dev', '--data', join(folder, 'temporal')],
    ready: /^API\s+http/m,
  });
  const stevedore = async (...args: string[]): Promise<string> => {
    console.log(`$ stevedore ${args.join(' ')}`);
    const { code, stdout, stderr } = await runCli(args, product);
    if (code !== 0) throw new Error(`it ended with ${code ?? 'a signal'}: ${stdout}${stderr}`);
    console.log(stdout.trimEnd());
    return stdout;
  };
  const wrong: string[] = [];
  const expectSame = (what: string, found: unknown, wanted: unknown): void => {
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      wrong.push(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
  };
  const importDay = async (day: string, wanted: Job['result']): Promise<void> => {
    cpSync(join(here, day), join(remote, 'out'), { recursive: true });
    const id = /completed (\S+)/.exec(await stevedore('project', 'run', 'customer_abc', '--wait'))?.[1] ?? '';
    const job = (await (await fetch(`http://127.0.0.1:${env.API_PORT}/jobs/${id}`)).json()) as Job;
    const { inserted, updated, errors } = job.result;
    expectSame(day, { inserted, updated, errors }, wanted);
    const call = await eventually('the callback', () =>
      Promise.resolve(receiver.received.find(({ body }) => body.includes(id))),
    );
    const signed = `${String(call.headers['webhook-id'])}.${String(call.headers['webhook-timestamp'])}.${call.body}`;
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
    const signature = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
    expectSame(`the signature of ${day}`, call.headers['webhook-signature'], signature);
    console.log(`  the callback is signed: ${signature}`);
  };
  try {
    await stevedore('project', 'import', join(here, 'customer_abc.yaml'));
    await importDay('monday', { inserted: 9, updated: 0, errors: 1 });
    await importDay('tuesday', { inserted: 1, updated: 3, errors: 0 });
    const rows = await postgres.query('select nummer, name, ort from kunden order by nummer');
    console.log(rows);
    expectSame('kunden', rows.split('\n'), [
      '1001\tMüller\tDüsseldorf',
      '1002\tWeiß\tNürnberg',
      '1003\tSchäfer\tLübeck',
      '1004\tJäger\tKiel',
    ]);
    const konto = await postgres.query("select saldo, stand from konto where nr = '1200'");
    expectSame('konto', konto, '1740.00\t2024-03-05');
    expectSame('gutschrift', await postgres.query('select count(*) from gutschrift'), '0');
    for (const text of wrong) console.error(`WRONG  ${text}`);
    console.log(`\nhttp://127.0.0.1:${env.API_PORT}/jobs lists the imports; psql "${env.DATABASE_URL}" has the tables`);
    if (stay) await untilStopped();
    return wrong.length === 0 ? 0 : 1;
  } finally {
    await program.stop(30_000);
    await Promise.all([postgres.stop(), ssh.stop(), receiver.stop()]);
  }
}
