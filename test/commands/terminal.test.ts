import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/api/serve-app.js';
import type { StandingGeneration, StandingGenerations } from '../../src/contracts/dump-import/generation.js';
import type { RunRecord } from '../../src/contracts/runs/run-record.js';
import { createApp } from '../../src/api/create-app.js';
import { serveApp } from '../../src/api/serve-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import type { TestStore } from '../api/open-test-store.js';
import { openTestStore } from '../api/open-test-store.js';
import { silentLogger, testPipeline, testSettings } from '../api/test-settings.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';
import { builtProgram, runCli } from '../support/worker-process.js';

const run = promisify(execFile);

/** What a dump, a file or a person may be called. */
const HELL = '\u001b[2J\u001b]0;owned\u0007 \u202Etxt.exe 漢字 שלום \u200B👩‍👩‍👧 end';

/** Shown as three hours ago, however long the tests take. */
const HOURS_AGO = new Date(Date.now() - 200 * 60_000).toISOString();

const idOf = (n: number): string => `7777777${n}-7777-4777-8777-777777777777`;

function standing(generation: number, age: number): StandingGeneration {
  const figures = { tables: 48, rows: 1_234_567, databases: ['shop', HELL], archives: [] };
  return { generation, age, runId: idOf(generation % 10), preparedAt: HOURS_AGO, ...figures };
}

const RUNS: readonly Partial<RunRecord>[] = [
  { status: 'success', generation: 12 },
  { status: 'failed', errorCode: 'PROOF_FAILED', error: `Cannot prove "shop.person": ${HELL}` },
  { status: 'skipped', reason: 'no_newer_files' },
  { status: 'success', generation: 13, warnings: ['the cache was not flushed'], startedBy: HELL },
  { status: 'cancelled', pipeline: 'nightly' },
];

/** What is live, what a rollback can bring back, and what it cannot. */
const STANDING: StandingGenerations = {
  live: standing(13, 0),
  kept: [standing(12, 1)],
  broken: [{ generation: 11, age: 2, reason: `table "${HELL}" is gone` }],
  pinned: ['shop'],
};

const commandOf = (...args: string[]) => ({ name: args.join(' '), args });

const LISTS = [
  commandOf('runs'),
  commandOf('status'),
  commandOf('status', 'import'),
  commandOf('history', 'import'),
  commandOf('keys', 'list'),
  commandOf('generations', 'import'),
  commandOf('audit', 'list'),
  commandOf('notifications', 'list'),
];

const COMMANDS = [...LISTS, commandOf('logs', idOf(1))];

/** A time of day, which may be broken where a narrow line ends. */
const TIME = new RegExp(
  `${[...'dddd-dd-ddSdd:dd:dd'].map((sign) => ({ d: '\\d', S: '[T ]' })[sign] ?? sign).join('\\n?')}(?:[+-]\\d\\d:\\d\\d|\\.\\d+Z|\\n? \\n?[A-Z]+)?`,
  'g',
);

// Temporal is away all the while: what is shown comes from the store.
describe('the command line in a terminal', () => {
  let database: StoreServer;
  let stored: TestStore;
  let client: Client;
  let server: RunningServer;

  beforeAll(async () => {
    const [, startServer] = STORE_SERVERS.find(([name]) => name === 'PostgreSQL') ?? STORE_SERVERS[0] ?? [];
    if (startServer === undefined) throw new Error('There is no server for the store');
    database = await startServer();
    stored = await openTestStore(database);
    client = connectTemporal({ address: '127.0.0.1:9', addressGiven: true, namespace: 'default', tls: 'off' });
    const settings = testSettings([testPipeline(), testPipeline({ name: 'nightly', enabled: false })]);
    const deps = { runs: createRunClient(client), store: stored.seen, settings, logger: silentLogger };
    server = await serveApp(createApp({ ...deps, readGenerations: () => Promise.resolve(STANDING) }), settings.api);
    for (const [n, given] of RUNS.entries()) await addRun(n, given);
    await stored.store.logs.append(idOf(1), 1, [
      { timestamp: '2026-11-27T02:00:00.000Z', level: 'INFO', step: 'import', message: 'Loads shop.person' },
      { timestamp: '2026-11-27T02:00:01.000Z', level: 'ERROR', step: 'import', message: HELL },
    ]);
    const created = '2026-11-27T02:00:00.000Z';
    const key = { id: '1', name: HELL, role: 'viewer', createdAt: created, createdBy: 'anna' } as const;
    await stored.store.keys.add(key, 'a'.repeat(64));
    await stored.store.audit.add({
      ...{ id: idOf(1), at: HOURS_AGO, by: HELL, role: 'operator', action: 'cancelRun', pipeline: 'import' },
      ...{ runId: idOf(1), status: 409, outcome: 'refused' },
      code: 'RUN_ENDED',
    });
    await stored.store.notifications.note(
      {
        ...{ id: 'msg_1', receiver: 'ops', event: 'failed', subject: 'a', pipeline: 'import', runId: idOf(1) },
        ...{ body: { type: 'run.failed', timestamp: HOURS_AGO, data: { text: HELL } }, createdAt: HOURS_AGO },
      },
      { state: 'pending', tries: 2, triedAt: HOURS_AGO, error: `HTTP_TIMEOUT: ${HELL}` },
    );
  });

  afterAll(async () => {
    await server?.close();
    await client?.connection.close();
    await stored?.store.close();
    await database?.stop();
  });

  /** Runs began two hours and a half ago, then every quarter of an hour, and took 62 seconds. */
  const addRun = async (n: number, given: Partial<RunRecord>): Promise<void> => {
    const began = Date.now() - 150.5 * 60_000 + n * 15 * 60_000;
    const { status = 'success', ...rest } = given;
    const runId = idOf(n);
    await stored.store.runs.open({
      ...{ runId, kind: 'dump-import', pipeline: 'import', workflowId: 'dump-import/import', trigger: 'schedule' },
      ...{ startedBy: 'schedule', startedAt: new Date(began).toISOString(), attempts: 1, warnings: [] },
      ...rest,
      status: 'running',
    });
    const { reason, errorCode, error, generation, warnings = [] } = rest;
    const end = { reason, errorCode, error, generation };
    const known = Object.fromEntries(Object.entries(end).filter(([, value]) => value !== undefined));
    const completedAt = new Date(began + 62_000).toISOString();
    await stored.store.runs.close(runId, { status, completedAt, warnings, ...known });
  };

  const env = (more: Readonly<Record<string, string>> = {}) => ({
    STEVEDORE_URL: server.url,
    // Without a time of summer, whose name is longer.
    TZ: 'Asia/Tokyo',
    LANG: 'C.UTF-8',
    ...more,
  });

  /** What a terminal of so many columns shows in the end. */
  const inTmux = async (
    args: readonly string[],
    columns: number,
    {
      colors = false,
      sized = true,
      ...more
    }: { colors?: boolean; sized?: boolean } & Record<string, string | boolean> = {},
  ): Promise<string> => {
    const socket = `stevedore-${process.pid}-${columns}-${Math.random().toString(36).slice(2)}`;
    const tmux = (...words: string[]) => run('tmux', ['-u', '-L', socket, '-f', '/dev/null', ...words]);
    const quoted = args.map((arg) => `'${arg}'`).join(' ');
    const given = Object.entries({ ...env(), ...more }).map(([name, value]) => `${name}='${value}'`);
    const before = sized ? '' : 'stty rows 0 columns 0; ';
    const command = `${before}${given.join(' ')} '${process.execPath}' '${builtProgram('cli')}' ${quoted}; echo "exit $?"; sleep 60`;
    await tmux('new-session', '-d', '-x', String(columns), '-y', '60', command);
    try {
      for (let tries = 0; tries < 600; tries++) {
        const { stdout } = await tmux('capture-pane', '-p', ...(colors ? ['-e'] : []));
        if (/^exit \d+$/m.test(stdout)) return stdout.trimEnd();
        await sleep(100);
      }
      throw new Error(`"${args.join(' ')}" did not end`);
    } finally {
      await tmux('kill-server').catch(() => undefined);
    }
  };

  /** Without what differs from run to run. */
  const steady = (text: string): string =>
    text
      .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST:PORT')
      .replaceAll(TIME, (time) => time.replaceAll(/[^\n]/g, 'T'))
      // What is away since the server began: a second or some.
      .replaceAll(/\(\d+s\s+ago\)/g, '(Ns ago)');

  it.each(COMMANDS)('$name stays whole at 60 and at 200 columns', async ({ args }) => {
    for (const columns of [60, 200]) expect(steady(await inTmux(args, columns))).toMatchSnapshot(`${columns} columns`);
  });

  it.each(COMMANDS)('$name is plain lines in a pipe, with exact times', async ({ args }) => {
    const { stdout } = await runCli(args, { env: env() });
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
    expect(stdout).not.toMatch(/ ago|…/);
    expect(steady(stdout)).toMatchSnapshot();
  });

  it.each(LISTS)('$name --json is one document, in which names are as they are', async ({ name, args }) => {
    const { stdout } = await runCli([...args, '--json'], { env: env() });
    const text = JSON.stringify(JSON.parse(stdout));
    if (name === 'runs') expect(text).toContain(JSON.stringify(HELL).slice(1, -1));
  });

  it('has colours, but not with NO_COLOR; no name steers the terminal', async () => {
    const colored = await inTmux(['runs'], 200, { colors: true });
    expect(colored).toContain('\u001b[31mfailed');
    expect(colored).toContain(String.raw`\u001b[2J`);
    expect(await inTmux(['runs'], 200, { colors: true, NO_COLOR: '1' })).not.toContain('\u001b');
  });

  it('shows as much in one that does not know its size', async () => {
    const shown = await inTmux(['watch', '--timeout', '3s'], 100, { sized: false });
    expect(shown).toContain('PIPELINE');
    expect(shown).toContain('nightly');
    const rows = steady(await inTmux(['runs'], 200, { sized: false })).split('\n');
    expect(rows[0]).toBe(steady(await inTmux(['runs'], 200)).split('\n')[0]);
  });

  it('watches all pipelines in one block that is drawn in its place', async () => {
    const shown = await inTmux(['watch', '--timeout', '5s'], 60);
    expect(shown.match(/^PIPELINE/gm)).toHaveLength(1);
    expect(shown).toContain('exit 5');
  });
});
