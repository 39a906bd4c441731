import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningProcess } from '../support/child-process.js';
import { startProcess } from '../support/child-process.js';
import { freePort } from '../support/free-port.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { temporalCli } from '../support/temporal-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const run = promisify(execFile);
const CHECKOUT = join(import.meta.dirname, '..', '..');

/**
 * Unpacks what `npm pack` makes of the built checkout as npm would install it: with the packages that it depends on and
 * no other beside it, in a folder of its own. Returns that folder.
 */
const install = async (): Promise<string> => {
  const folder = temporaryFolder('package');
  const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: CHECKOUT,
  });
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'stevedore'), { recursive: true });
  await run('tar', ['-xzf', join(folder, filename), '--strip-components=1', '-C', join(modules, 'stevedore')]);
  const { dependencies } = JSON.parse(readFileSync(join(modules, 'stevedore', 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(CHECKOUT, 'node_modules', name), join(modules, name));
  }
  mkdirSync(join(modules, '.bin'));
  symlinkSync('../stevedore/dist/cli.js', join(modules, '.bin', 'stevedore'));
  return folder;
};

describe('the package that npm pack makes', () => {
  let folder: string;
  let postgres: PostgresServer;
  let dev: RunningProcess | undefined;
  let env: NodeJS.ProcessEnv;

  const stevedore = (...args: string[]) =>
    run(join(folder, 'node_modules', '.bin', 'stevedore'), args, { cwd: folder, env });

  beforeAll(async () => {
    [folder, postgres] = await Promise.all([install(), startPostgres()]);
    env = { ...process.env, TEMPORAL_CLI_PATH: temporalCli() };
    mkdirSync(join(folder, 'inbox'));
    writeFileSync(join(folder, 'inbox', 'people.csv'), 'id,name\n1,Anna\n2,Bert\n');
    const url = `postgres://${postgres.rootUser}:x@${postgres.host}:${postgres.port}/${postgres.database}`;
    writeFileSync(
      join(folder, 'stevedore.yaml'),
      [
        `connections: { main: { kind: postgres, url: "${url}" } }`,
        `api: { port: ${await freePort()} }`,
        'files: { allow: [./inbox] }',
        '',
      ].join('\n'),
    );
  });

  afterAll(async () => {
    await dev?.stop(30_000);
    await postgres?.stop();
  });

  it('has a program that says its version, completes, and knows its schema', async () => {
    const { version } = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8')) as { version: string };
    expect((await stevedore('--version')).stdout).toBe(`${version}\n`);
    expect((await stevedore('completion', 'bash')).stdout).toContain('complete -F');
    const schema = join(folder, 'node_modules', 'stevedore', 'config', 'stevedore.schema.json');
    expect(JSON.parse(readFileSync(schema, 'utf8'))).toHaveProperty('properties.pipelines');
  });

  it('runs everything outside of the checkout: a worker with its workflows and kernels, the API, the pages', async () => {
    const logFile = join(folder, 'dev.log');
    dev = await startProcess({
      command: join(folder, 'node_modules', '.bin', 'stevedore'),
      args: ['dev', '--data', join(folder, 'temporal')],
      cwd: folder,
      env: { TEMPORAL_CLI_PATH: temporalCli() },
      logFile,
      readyTimeoutMs: 60_000,
      ready: () => existsSync(logFile) && readFileSync(logFile, 'utf8').includes('Stop with Ctrl-C'),
    });
    const imported = await stevedore(
      ...['import', join('inbox', 'people.csv'), '--connection', 'main', '--to', 'people', '--key', 'id'],
    );
    expect(imported.stdout).toMatch(/^success /);
    expect(await postgres.query('select id, name from people order by id')).toBe('1\tAnna\n2\tBert');
    const url = /^API\s+(\S+)/m.exec(readFileSync(logFile, 'utf8'))?.[1] ?? '';
    for (const path of ['/', '/openapi.json', '/docs'])
      expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
    expect((await stevedore('runs')).stdout).toMatch(/success .* table-import/);
  });
});
