import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadSettings } from '../../src/config/load-settings.js';
import { thisMachine } from '../../src/config/fields/machine.js';
import { renderGrants, requiredGrants } from '../../src/contracts/dump-import/grants.js';
import { SEARCH_ATTRIBUTES } from '../../src/contracts/temporal-names.js';
import { temporaryFolder } from '../support/temporary-folder.js';

interface Service {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

const read = (file: string): string => readFileSync(file, 'utf8');
const { services, secrets } = parse(read('docker-compose.yml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
};
const given = parseEnv(read('.env.example'));
const named = Object.keys(secrets).sort();

/** What the configuration sees in a container whose secrets have these texts. */
const readInContainer = (texts: Readonly<Record<string, string>>, env: Readonly<Record<string, string | undefined>>) =>
  loadSettings(read('config/stevedore.compose.yaml'), 'stevedore.yaml', env, {
    ...thisMachine(),
    readFile: (path) => {
      const text = texts[path.replace('/run/secrets/', '')];
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return text;
    },
  });

/** Debian's `docker-compose` reads the syntax without an engine. */
const hasCompose = spawnSync('docker-compose', ['version']).status === 0;

describe('the container set', () => {
  it('asks for exactly the variables that .env.example explains, none of which is a secret', () => {
    const asked = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+):?[?-]/g)].map(([, name = '']) => name);
    expect([...new Set([...asked, 'COMPOSE_PROFILES'])].sort()).toEqual(Object.keys(given).sort());
    const variables = Object.values(services).flatMap(({ environment = {} }) => Object.keys(environment));
    const secret = /PASSWORD|PWD|_KEY$|TOKEN/;
    expect(variables.filter((name) => secret.test(name) && !/_FILE$|HOST_KEY$/.test(name))).toEqual([]);
    expect(Object.keys(given).filter((name) => secret.test(name) && !/HOST_KEY$/.test(name))).toEqual([]);
  });

  it('gives each container the secrets that it reads, and declares no other', () => {
    const used = Object.values(services).flatMap(({ secrets: listed = [] }) => listed);
    expect([...new Set(used)].sort()).toEqual(named);
    for (const name of ['worker', 'server'])
      for (const [, secret] of read('config/stevedore.compose.yaml').matchAll(/\/run\/secrets\/(\w+)/g))
        expect(services[name]?.secrets).toContain(secret);
  });

  it('mounts a configuration that is valid with .env.example and the files of config/create-secrets.sh', () => {
    const folder = temporaryFolder('secrets');
    mkdirSync(join(folder, 'config'));
    cpSync('config/create-secrets.sh', join(folder, 'config', 'create-secrets.sh'));
    const create = () => spawnSync('sh', ['config/create-secrets.sh'], { cwd: folder, encoding: 'utf8', input: '' });
    const first = create();
    expect([first.status, first.stderr]).toEqual([
      0,
      'Write these before you start it: secrets/scp_password secrets/zip_password\n',
    ]);
    const place = join(folder, 'secrets');
    expect(readdirSync(place).sort()).toEqual(named);
    expect(statSync(place).mode & 0o777).toBe(0o700);
    for (const name of named) expect(statSync(join(place, name)).mode & 0o777).toBe(0o444);
    for (const name of ['scp_password', 'zip_password']) {
      chmodSync(join(place, name), 0o644);
      writeFileSync(join(place, name), 'from the portal\n');
    }
    const texts = Object.fromEntries(named.map((name) => [name, read(join(place, name))]));
    expect(create()).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(Object.fromEntries(named.map((name) => [name, read(join(place, name))]))).toEqual(texts);
    expect(new Set(Object.values(texts)).size).toBe(named.length - 1);

    const settings = readInContainer(texts, given);
    expect(settings.api).toMatchObject({ host: '0.0.0.0', key: texts['api_key'] });
    expect(settings.mysql).toMatchObject({ address: { host: 'mariadb', port: 3_306 }, tls: 'off' });
    expect(settings.mysql?.loader).toEqual({ user: 'stevedore_loader', password: texts['mysql_loader_password'] });
    expect(settings.redis?.url).toBe(texts['redis_url']);
    expect(settings.pipelines.map(({ name }) => name)).toEqual(['import', 'maintenance', 'tables']);
    expect(settings.secretKeys).toBeDefined();

    const own = { ...given, MYSQL_URL: 'mysql://db.example.org:3307', MYSQL_TLS: 'system', REDIS_URL_FILE: '' };
    const elsewhere = readInContainer(texts, own);
    expect(elsewhere.mysql).toMatchObject({ address: { host: 'db.example.org', port: 3_307 }, tls: 'system' });
    expect(elsewhere.redis).toBeUndefined();
  });

  it('starts a target and a cache only where their profiles are chosen, and needs neither to start', () => {
    const profiles = Object.entries(services).flatMap(([name, { profiles: chosen }]) =>
      chosen ? [[name, chosen]] : [],
    );
    expect(profiles).toEqual([
      ['mariadb', ['mariadb']],
      ['mysql', ['mysql']],
      ['redis', ['redis']],
    ]);
    for (const name of ['worker', 'server'])
      expect(Object.keys(services[name]?.depends_on ?? {})).toEqual(['temporal-namespace']);
  });

  it('pins every image to a version', () => {
    const images = Object.values(services).map(({ image }) => image);
    expect(images.filter((image) => !/:\d+\.\d+/.test(image))).toEqual([]);
    expect(read('Dockerfile').match(/^FROM .*/gm)).toEqual([
      expect.stringMatching(/^FROM node:\d+\.\d+\.\d+-\S+ AS build$/),
      expect.stringMatching(/^FROM node:\d+\.\d+\.\d+-\S+$/),
    ]);
  });

  it('creates the accounts with the grants that the product checks for', () => {
    const accounts = {
      loader: { user: 'stevedore_loader' },
      publisher: { user: 'stevedore_publisher' },
      owner: { user: 'stevedore_owner' },
    };
    const grants = read('config/create-accounts.sh').match(/^GRANT .*/gm);
    expect(grants).toEqual(
      renderGrants(requiredGrants(['mvdsb', 'portal64_bdw']), accounts).map((grant) => `${grant};`),
    );
  });

  it('creates the search attributes that runs are found by', () => {
    const names = /^for name in (.*); do$/m.exec(read('temporal/setup-namespace.sh'))?.[1]?.split(' ');
    expect(names).toEqual(Object.values(SEARCH_ATTRIBUTES).map(({ name }) => name));
  });

  it.runIf(hasCompose).each(['', 'mariadb,redis', 'mysql,redis', 'mariadb,mysql,redis'])(
    'is read by docker-compose with the profiles "%s"',
    (profiles) => {
      const env = { PATH: process.env['PATH'], HOME: temporaryFolder('compose'), COMPOSE_PROFILES: profiles };
      const text = execFileSync('docker-compose', ['--env-file', '.env.example', 'config'], { encoding: 'utf8', env });
      const shown = parse(text) as { services: Record<string, { environment?: Record<string, string> }> };
      expect(shown.services['worker']?.environment).toMatchObject({ MYSQL_URL: 'mysql://mariadb:3306' });
    },
  );
});
