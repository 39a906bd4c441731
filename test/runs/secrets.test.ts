import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { ProductProcess } from '../support/worker-process.js';

let portal: Portal;
const processes: ProductProcess[] = [];
const commandLines: string[] = [];
const API_KEY = 'canary-api-key-4711-long-enough-to-be-one';

/**
 * Every setting that is a secret, beyond those that the portal has: each value holds the word by which a leak is found.
 */
const canaries = () => ({
  api: { key: API_KEY },
  store: {
    url: `mysql://stevedore_publisher:${portal.secrets.MYSQL_PUBLISHER_PASSWORD}@127.0.0.1:${portal.target.port}/stevedore`,
  },
  import: {
    scp: { password: 'canary-scp-password-4711' },
    zip: { password: 'canary-zip-password-4711' },
  },
});

const authorized = { headers: { authorization: `Bearer ${API_KEY}` } };
const read = async (path: string) => (await fetch(`${portal.apiUrl}${path}`, authorized)).text();

const watchCommandLines = () =>
  setInterval(() => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        // The reference client and other servers belong to the harness.
        if (line.includes('/dist/')) commandLines.push(line);
      } catch {
        // It has ended.
      }
    }
  }, 20);

beforeAll(async () => {
  portal = await startPortal();
  await portal.makeArchives();
  await portal.target.query('CREATE DATABASE stevedore');
  portal.configure(canaries());
  processes.push(...(await Promise.all([portal.startWorker(), portal.startServer()])));
});
afterAll(() => portal.stop());

describe('secrets', () => {
  it('are in no history, log, answer, error or command line, whether the run succeeds or fails', async () => {
    const watch = watchCommandLines();
    const outputs: string[] = [];
    const run = async () => {
      const { code, stdout, stderr } = await portal.cli('run', 'import', '--wait', '--force', '--json');
      outputs.push(stdout, stderr);
      return { code, id: (JSON.parse(stdout) as { run_id: string }).run_id };
    };
    const good = await run();
    expect(good.code, outputs.join('\n')).toBe(0);
    await portal.makeArchives({ date: '20260302', zipPasswords: { mvdsb: 'other', portal64_bdw: 'other' } });
    const wrongPassword = await run();
    expect(wrongPassword.code).toBe(1);
    for (const name of readdirSync(portal.exports)) if (name.includes('20260302')) rmSync(join(portal.exports, name));
    await portal.target
      .query("ALTER USER stevedore_loader@'%' IDENTIFIED BY 'changed'")
      .catch(() => portal.target.query("ALTER USER stevedore_loader@'127.0.0.1' IDENTIFIED BY 'changed'"));
    const wrongLogin = await run();
    expect(wrongLogin.code).toBe(1);
    await portal.redis.command('CONFIG', 'SET', 'requirepass', 'changed');
    const check = await portal.cli('check');
    outputs.push(check.stdout, check.stderr);
    expect(check.code).not.toBe(0);
    clearInterval(watch);

    for (const { id } of [good, wrongPassword, wrongLogin]) {
      const history = await portal.history(id);
      expect(history.length).toBeGreaterThan(10);
      expectNoCanary('the history', decoded(history));
      expectNoCanary('the API', await read(`/api/v1/runs/${id}`), await read(`/api/v1/runs/${id}/logs`));
    }
    expectNoCanary('the status', await read('/api/v1/import/status'), await read('/api/v1/import/logs?limit=1000'));
    expectNoCanary('the pipelines', await read('/api/v1/pipelines'), await read('/health/ready'));
    expectNoCanary('an unauthorized answer', await (await fetch(`${portal.apiUrl}/api/v1/import/status`)).text());
    expectNoCanary('the command', ...outputs);
    expectNoCanary('the programs', ...processes.map((program) => program.log()));
    const logFile = join(portal.folder, 'logs/import.log');
    expect(existsSync(logFile)).toBe(true);
    expectNoCanary('the log file', readFileSync(logFile, 'utf8'));
    expect(commandLines.some((line) => line.includes('worker.js'))).toBe(true);
    expect(commandLines.some((line) => line.includes('cli.js'))).toBe(true);
    expectNoCanary('a command line', ...commandLines);
    expectNoCanary('the store', await portal.target.query('SELECT * FROM stevedore.runs'));
  });
});

const expectNoCanary = (where: string, ...texts: string[]) => {
  for (const text of texts) {
    const at = text.search(/canary-/);
    expect(at < 0 ? '' : `${where}: …${text.slice(Math.max(0, at - 80), at + 60)}…`).toBe('');
  }
};

/** A history with its payloads as text: on the wire they are bytes. */
const decoded = (history: unknown): string =>
  JSON.stringify(history, function (this: Record<string, unknown>, key, value: unknown) {
    // A Buffer describes itself before the replacer sees it.
    const raw = this[key];
    return raw instanceof Uint8Array
      ? Buffer.from(raw).toString('utf8')
      : typeof value === 'bigint'
        ? String(value)
        : value;
  });
