import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';

/** A value for every kind of place in which a secret may stand, beside those that the portal has. */
const CANARIES = {
  chat: 'canary-chat-4711aaaabbbb',
  signs: 'canary-signing-secret-4711',
  zip: 'canary-zip-password-4711',
  byDefault: 'canary-by-default-4711',
  query: 'canary-query-4711Abcdefgh',
  comment: 'canary-comment-4711',
  store: 'canary-store-4711',
};

let portal: Portal;
let runId: string;

beforeAll(async () => {
  portal = await startPortal({
    change: {
      notifications: {
        ops: { url: `https://chat.example/services/${CANARIES.chat}?key=${CANARIES.query}`, secret: CANARIES.signs },
      },
      connections: {
        other: { kind: 'mysql', url: `mysql://anna:${CANARIES.store}@db.example/app` },
      },
      import: {
        zip: { password: `\${NOT_SET:-${CANARIES.byDefault}}` },
        notifications: { ops: [] },
      },
    },
  });
  await portal.makeArchives({ scale: 0.01 });
  await Promise.all([portal.startWorker(), portal.startServer()]);
  runId = await portal.startRun();
  expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
});
afterAll(() => portal?.stop());

const unpack = (file: string): { readonly folder: string; readonly names: string[] } => {
  execFileSync('tar', ['-xzf', file], { cwd: portal.folder });
  const folder = join(portal.folder, 'stevedore-bundle');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return { folder, names };
};

describe('stevedore bundle', () => {
  it('has what helps, with a profile of the worker, and no secret', async () => {
    const file = join(portal.folder, 'bundle.tar.gz');
    const made = await portal.cli('bundle', '--output', file, '--runs', '5', '--cpu-profile', '2s');
    expect([made.code, made.stdout], made.stderr).toEqual([0, `${file}\n`]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { folder, names } = unpack(file);
    expect(names).toEqual(
      expect.arrayContaining([
        ...['configuration.yaml', 'versions.json', 'checks.json', 'health.json', 'ready.json', 'metrics.txt'],
        ...['pipelines.json', 'runs.json', 'import.log', 'notifications.json', `runs/${runId}.log`],
        expect.stringMatching(new RegExp(`^histories/\\d{3}-${runId}\\.json$`)) as string,
        expect.stringMatching(/^worker-test-host-\d+\.cpuprofile$/) as string,
      ]),
    );
    const profile = names.find((name) => name.endsWith('.cpuprofile')) ?? '';
    const { nodes, samples } = JSON.parse(readFileSync(join(folder, profile), 'utf8')) as Record<string, unknown[]>;
    // A worker that has nothing to do shows just that.
    expect(nodes?.length).toBeGreaterThan(2);
    expect(samples?.length).toBeGreaterThan(100);
    const configuration = readFileSync(join(folder, 'configuration.yaml'), 'utf8');
    expect(configuration).toContain('${MYSQL_LOADER_PASSWORD}');
    expect(configuration).toMatch(/secret: "?\[masked\]"?/);
    expect(readFileSync(join(folder, `runs/${runId}.log`), 'utf8')).toContain('Import process completed');
    const all = names.map((name) => readFileSync(join(folder, name), 'latin1'));
    const decoded = all.flatMap((text) =>
      [...text.matchAll(/"data": "([A-Za-z0-9+/=]+)"/g)].map(([, data = '']) => Buffer.from(data, 'base64').toString()),
    );
    expect(decoded.length).toBeGreaterThan(10);
    const told = [...all, ...decoded, made.stdout, made.stderr].join('\n');
    for (const secret of [...Object.values(CANARIES), ...Object.values(portal.secrets)])
      expect(told).not.toContain(secret);
  });

  it('is written where nothing answers, and names what is left out', async () => {
    await portal.temporal.stop();
    const file = join(portal.folder, 'gaps.tar.gz');
    const made = await portal.cli('--url', 'http://127.0.0.1:9', 'bundle', '--output', file);
    expect(made.code, made.stderr).toBe(0);
    expect(made.stderr).toMatch(/left out: histories: Cannot read histories: Temporal does not answer/);
    const { folder, names } = unpack(file);
    expect(names).toContain('configuration.yaml');
    expect(readFileSync(join(folder, 'errors.txt'), 'utf8')).toMatch(/\/health: Cannot reach the API/);
    const again = await portal.cli('bundle', '--output', file);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('EEXIST') as string]);
  });
});
