import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/api/serve-app.js';
import type { CommandContext } from '../../src/commands/context.js';
import type { RunningProcess } from '../support/child-process.js';
import type { StoreServer } from '../support/store-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { describedApp } from '../support/described-app.js';
import type { TestStore } from './open-test-store.js';
import { createApp } from '../../src/api/create-app.js';
import { serveApp } from '../../src/api/serve-app.js';
import { createApiClient } from '../../src/commands/api-client.js';
import { createProgram } from '../../src/commands/create-program.js';
import { EXIT, exitCodeOfError } from '../../src/commands/output/exit-code.js';
import { printError } from '../../src/commands/output/print-error.js';
import { toScreen } from '../../src/commands/output/style.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { runProgram } from '../support/child-process.js';
import { STORE_SERVERS } from '../support/store-server.js';
import { startTemporal } from '../support/temporal-server.js';
import { builtProgram } from '../support/worker-process.js';
import { openTestStore } from './open-test-store.js';
import { startFakeWorker } from './start-fake-worker.js';
import { nothingStands, silentLogger, testSettings } from './test-settings.js';

const KEY = 'the-key-of-this-test';

describe.each(STORE_SERVERS)('the command line beside a worker, with its store on %s', (_server, startServer) => {
  let temporal: TemporalServer;
  let database: StoreServer;
  let stored: TestStore;
  let worker: RunningProcess;
  let client: Client;
  let server: RunningServer;

  beforeAll(async () => {
    [temporal, database] = await Promise.all([startTemporal(), startServer()]);
    stored = await openTestStore(database);
    client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
    const settings = testSettings(undefined, KEY);
    const app = describedApp(
      createApp({
        runs: createRunClient(client),
        store: stored.seen,
        settings,
        logger: silentLogger,
        readGenerations: nothingStands,
      }),
    );
    server = await serveApp(app, settings.api);
    worker = await startFakeWorker(temporal.address);
  });

  afterAll(async () => {
    await server?.close();
    await worker?.kill9();
    await client?.connection.close();
    await stored?.store.close();
    await database?.stop();
    await temporal?.stop();
  });

  let interrupt = new AbortController();
  beforeEach(() => {
    interrupt = new AbortController();
  });

  /** Runs one command as `cli.ts` does; the user's name chooses what the fake workflow does. */
  const stevedore = async (user: string, ...args: string[]) => {
    const result = { out: '', err: '', code: 0 };
    const context: CommandContext = {
      outBytes: () => Promise.resolve(),
      out: (text) => {
        result.out += toScreen(text, false);
      },
      err: (text) => {
        result.err += toScreen(text, false);
      },
      redraws: false,
      screen: () => undefined,
      eraseLines: () => undefined,
      outColumns: () => undefined,
      user,
      interrupted: interrupt.signal,
      api: async () => createApiClient({ url: server.url, key: KEY }),
      settings: () => Promise.reject(new Error('not needed')),
      configFile: () => 'stevedore.yaml',
      packageFile: (name) => name,
      settingsOf: () => Promise.reject(new Error('not needed')),
      openStore: () => Promise.reject(new Error('not needed')),
      copyStore: () => Promise.reject(new Error('not needed')),
      environment: () => undefined,
      environmentOf: () => ({}),
      exit: (code) => {
        result.code = code;
      },
    };
    const programs = {
      startWorker: () => Promise.reject(new Error('not needed')),
      startServer: () => Promise.reject(new Error('not needed')),
      readInstallation: () => Promise.reject(new Error('not needed')),
      useSecretKey: () => undefined,
      redactorOf: () => Promise.reject(new Error('not needed')),
      version: '0.0.0',
      temporalCli: { folders: [] },
    };
    const program = createProgram('0.0.0', programs, () => context);
    for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
      command.exitOverride().configureOutput({ writeErr: context.err, writeOut: context.out });
    }
    try {
      await program.parseAsync(['node', 'stevedore', ...args]);
    } catch (error) {
      printError(error, context);
      result.code = error instanceof Error && error.name === 'CommanderError' ? EXIT.usage : exitCodeOfError(error);
    }
    return result;
  };

  it('waits for a publish, with data on stdout and progress on stderr', async () => {
    const { out, err, code } = await stevedore('publishes', 'run', 'import', '--wait', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ status: 'success', generation: 4 });
    expect(err).toContain('import  success  generation 4');
  });

  it.each([
    ['skips', 3, 'skipped', 'no_newer_files'],
    ['fails', 1, 'failed', 'PROOF_FAILED: Loading: row 7 is missing'],
  ])('exits with the result of a run that %s', async (user, expected, word, why) => {
    const { out, err, code } = await stevedore(user, 'run', 'import', '--wait');
    expect(code).toBe(expected);
    expect(out).toMatch(new RegExp(`^${word} [0-9a-f-]{36}\n$`));
    expect(err).toContain(why);
  });

  it('leaves a run alone after its time, shows the open one, and cancels it', async () => {
    const waiting = await stevedore('loads', 'run', 'import', '--wait', '--timeout', '1s');
    expect(waiting.code).toBe(5);
    expect(waiting.err).toContain('The run continues');
    const runId = waiting.out.trim().split(' ')[1] ?? '';

    const second = await stevedore('loads', 'run', 'import');
    expect(second.code).toBe(1);
    expect(second.err).toContain('RUN_ALREADY_RUNNING');
    expect(second.err).toContain(`stevedore cancel ${runId}`);

    const cancelled = await stevedore('anna', 'cancel', 'import', '--wait');
    expect([cancelled.code, cancelled.out]).toEqual([0, `cancelled ${runId}\n`]);
    const logs = await stevedore('anna', 'logs', runId);
    expect(logs.out).toContain('Cancel requested by anna');
  });

  it('says after Ctrl-C that the run continues and how to cancel it', async () => {
    const running = stevedore('loads', 'run', 'import', '--wait');
    setTimeout(() => interrupt.abort(), 500);
    const { code, err } = await running;
    expect(code).toBe(130);
    expect(err).toMatch(/The run continues.*stevedore cancel [0-9a-f-]{36}/);
    interrupt = new AbortController();
    await stevedore('anna', 'cancel', 'import', '--wait');
  });

  it('ends a wait with proceed', async () => {
    await stevedore('waits', 'run', 'import');
    await expect.poll(async () => (await stevedore('anna', 'proceed', 'import')).code).toBe(0);
    await expect.poll(async () => (await stevedore('anna', 'status')).out).toMatch(/^import +success/m);
  });

  it('shows the status as text and as JSON', async () => {
    expect((await stevedore('anna', 'status', 'import')).out).toContain('next start: none, no schedule');
    const json = await stevedore('anna', 'status', 'import', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ name: 'import', latest_run: { status: 'success' } });
  });

  it('lists the runs, by what was asked for, page by page', async () => {
    for (const [n, generation] of [1, 2, 3].entries()) {
      const runId = `5555555${n}-5555-4555-8555-555555555555`;
      const startedAt = new Date(Date.now() - (3 - n) * 60_000).toISOString();
      await stored.store.runs.open({
        ...{ runId, startedAt, kind: 'dump-import', pipeline: 'import', workflowId: 'dump-import/import' },
        ...{ trigger: 'cli', startedBy: 'anna', status: 'running', attempts: 1, warnings: [] },
      });
      await stored.store.runs.close(runId, { status: 'success', completedAt: startedAt, generation });
    }
    const all = await stevedore('anna', 'runs');
    expect(all.out).toMatch(/^RUN +PIPELINE +STATUS +STARTED +TOOK +KIND +BY +NOTE$/m);
    const ended = await stevedore('anna', 'runs', 'import', '--status', 'success', '--since', '1h', '--limit', '1');
    expect(ended.out.trimEnd().split('\n')).toHaveLength(2);
    expect(ended.out).toMatch(/^[0-9a-f-]{36}  import {4}success /m);
    const { runs, next } = JSON.parse((await stevedore('anna', 'runs', '--limit', '1', '--json')).out) as {
      runs: { run_id: string }[];
      next: string;
    };
    const more = await stevedore('anna', 'runs', '--limit', '1', '--cursor', next);
    expect(more.out).not.toContain(runs[0]?.run_id);
    expect(more.err).toMatch(/^More: stevedore runs --limit 1 --cursor \S+$/m);
    expect((await stevedore('anna', 'runs', '--kind', 'table-import')).err).toBe('There is no such run\n');
    expect((await stevedore('anna', 'runs', '--since', 'soon')).code).toBe(2);
  });

  it('watches a run to its end, and tells what comes next', async () => {
    const runId = (await stevedore('fails', 'run', 'import')).out.trim();
    const watched = await stevedore('anna', 'watch', runId);
    expect([watched.code, watched.out]).toEqual([1, `failed ${runId}\n`]);
    expect(watched.err).toContain(`stevedore retry ${runId}`);
    const status = await stevedore('anna', 'status');
    expect(status.out).toMatch(/^PIPELINE +STATE +LAST SUCCESS/m);
    expect(status.out).toContain(`to do: stevedore retry ${runId}  (PROOF_FAILED: `);
    const all = await stevedore('anna', 'watch', '--timeout', '1s');
    expect(all.code).toBe(5);
    expect(all.out).toContain('import  failed');
  });

  it('creates, lists and revokes keys', async () => {
    const made = await stevedore(
      'anna',
      'keys',
      'create',
      'nightly',
      '--role',
      'operator',
      '--pipeline',
      'import',
      '--expires',
      '90d',
    );
    expect([made.code, made.err]).toEqual([0, expect.stringContaining('nightly  operator  import  never used')]);
    expect(made.out).toMatch(/^stv_[0-9a-f]{40}\n$/);
    const asked = () =>
      fetch(`${server.url}/api/v1/pipelines`, { headers: { 'x-api-key': made.out.trim() } }).then(
        ({ status }) => status,
      );
    expect(await asked()).toBe(200);
    expect((await stevedore('anna', 'keys', 'list')).out).toMatch(/nightly +operator +import +valid/);
    expect((await stevedore('anna', 'keys', 'create', 'nightly', '--role', 'viewer')).err).toContain('KEY_NAME_TAKEN');
    expect((await stevedore('bert', 'keys', 'revoke', 'nightly')).out).toContain('by bert');
    expect(await asked()).toBe(401);
    expect((await stevedore('anna', 'keys', 'list')).out).not.toContain('nightly');
    expect((await stevedore('anna', 'keys', 'list', '--all', '--json')).out).toContain('"status":"revoked"');
    expect((await stevedore('anna', 'keys', 'revoke', 'nobody')).code).toBe(2);
    expect((await stevedore('anna', 'keys', 'create', 'x', '--role', 'owner')).code).toBe(2);
  });

  it('exits with 2 for what it does not understand', async () => {
    expect((await stevedore('anna', 'run', 'unknown')).code).toBe(2);
    expect((await stevedore('anna', 'run')).code).toBe(2);
    expect((await stevedore('anna', 'run', 'import', '--timeout', 'soon')).code).toBe(2);
    expect((await stevedore('anna', 'dance')).code).toBe(2);
  });

  it('tells an audit that could not be looked at to its end from one that is broken', async () => {
    await stored.store.keys.add(
      { id: 'k1', name: 'k1', role: 'viewer', createdAt: new Date().toISOString(), createdBy: 'anna' },
      'a'.repeat(64),
    );
    expect((await stevedore('anna', 'keys', 'revoke', 'k1')).code).toBe(0);
    const whole = await stevedore('anna', 'audit', 'verify');
    expect([whole.code, whole.out], whole.err).toEqual([0, expect.stringContaining('are what was written')]);
    stored.state.down = true;
    try {
      const away = await stevedore('anna', 'audit', 'verify');
      expect([away.code, away.out]).toEqual([5, '']);
      expect(away.err).toContain('STORE_UNREACHABLE');
      expect(away.err).toContain('nothing is said of it');
    } finally {
      stored.state.down = false;
    }
    // As a server of an earlier version leaves its entries.
    const [columns, values] = ['at, asked_by, role, action, outcome, status', 'at, asked_by, role, action, outcome, 1'];
    await database.query(
      `INSERT INTO stevedore.audit_entries (entry_id, ${columns}) SELECT 'older', ${values} FROM stevedore.audit_entries ORDER BY seq LIMIT 1`,
    );
    const bare = await stevedore('anna', 'audit', 'verify');
    expect([bare.code, bare.out]).toEqual([3, expect.stringContaining('1 of them have no hash')]);
    await database.query(`UPDATE stevedore.audit_entries SET chain_hash = NULL`);
    expect((await stevedore('anna', 'audit', 'verify')).code).toBe(1);
  });

  it('runs as a separate program', async () => {
    const cli = builtProgram('cli');
    await expect(runProgram(cli, ['status', '--json', '--url', 'http://127.0.0.1:9'])).rejects.toThrow(
      'API_UNREACHABLE',
    );
    await expect(runProgram(cli, ['audit', 'verify', '--url', 'http://127.0.0.1:9'])).rejects.toThrow(
      'nothing is said of it',
    );
    const help = await runProgram(cli, ['--help']);
    expect(help).toContain('run [options] <pipeline>');
  });
});
