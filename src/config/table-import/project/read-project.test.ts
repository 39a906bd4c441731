import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sshKeyPair } from '../../../../test/support/ssh-key-pair.js';
import type { JsonObject } from '../../../contracts/projects/project.js';
import { readProject, settingsOfProject } from './read-project.js';
import { readProjectFile } from './read-project-file.js';

const TARGET = { connection: '@id/target', kind: 'postgres' };
const SFTP = { host: 'files.example', username: 'u', password: 'secret-1', host_key: 'insecure-accept-any' };
const read = (config: JsonObject) => readProject('p', config);
const settings = (config: JsonObject, sftp?: JsonObject) => settingsOfProject('p', read(config), TARGET, sftp);
const message = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`;
  }
  return 'nothing was thrown';
};

describe('a project', () => {
  it('is what the documented example says, with discovery beside explicit tables', () => {
    const file = join(import.meta.dirname, '..', '..', '..', '..', 'config', 'example_project.yaml');
    const env = { DATABASE_URL: 'postgres://u:p@db/x', SFTP_PASSWORD: 'geheim' };
    const project = readProjectFile(readFileSync(file, 'utf8'), file, env);
    expect(project).toMatchObject({ name: 'example_project', connection: { url: env.DATABASE_URL } });
    const { tables, sftp } = settings(project.config);
    expect(sftp).toMatchObject({
      path: '/outgoing',
      server: { host: 'sftp.example.com', port: 22, password: 'geheim' },
    });
    expect(tables.map(({ filePattern, resource }) => [filePattern, resource.schema, resource.table])).toEqual([
      ['customers_*.csv', 'crm', 'customers'],
      ['prices.csv', 'public', 'prices'],
      ['IxExp*.csv', 'public', ''],
    ]);
    const [customers, prices, discovered] = tables;
    expect(customers).toMatchObject({
      resource: {
        connection: '@id/target',
        key: ['id', 'year'],
        rebuild: false,
        createTable: true,
        onNewColumns: 'fail',
      },
      csv: { delimiter: '|', skipLines: 1, encoding: 'utf-8', mapping: { Kundennummer: 'id', Jahr: 'year' } },
    });
    expect(prices).toMatchObject({
      resource: { rebuild: true, key: ['sku'] },
      csv: { delimiter: ';', encoding: 'latin1' },
    });
    expect(discovered).toMatchObject({
      naming: { stripPrefix: 'IxExp', stripSuffix: '', lowercase: true },
      resource: { onNewColumns: 'add', key: ['id'] },
    });
  });

  it('keeps its secrets apart, and takes *** for what was there before', () => {
    const callback = { url: 'https://n8n.example/x?token=secret-2', secret: 'secret-3', token: 'secret-4' };
    const first = read({ sftp: SFTP, callback });
    expect(JSON.stringify(first.config)).not.toContain('secret-');
    expect(first.config).toMatchObject({ sftp: { password: '***', host: 'files.example' }, callback: { url: '***' } });
    expect(Object.values(first.secrets).sort()).toEqual([callback.url, 'secret-1', 'secret-3', 'secret-4']);
    const second = readProject(
      'p',
      { ...first.config, sftp: { ...SFTP, password: '***', port: 2_222 } },
      first.secrets,
    );
    expect(second.secrets).toEqual(first.secrets);
    expect(message(() => read({ sftp: { ...SFTP, password: '***' } }))).toMatch(/REQUEST_INVALID.*sftp\.password/);
  });

  it('says all that is wrong at once, unknown keys with the nearest one, and never a value', () => {
    const text = message(() =>
      read({
        sftp: { ...SFTP, pasword: 'secret-9' },
        default: {},
        tables: [
          { file_pattern: '*', target_table: 't', delimeter: ';' },
          { file_pattern: 'x', encoding: 'klingon' },
        ],
      }),
    );
    expect(text).toMatch(/sftp\.pasword is not a known key: did you mean "password"\?/);
    expect(text).toMatch(/default is not a known key: did you mean "defaults"\?/);
    expect(text).toMatch(/tables\[0\]\.delimeter is not a known key: did you mean "delimiter"\?/);
    expect(text).toMatch(/tables\[1\]\.target_table is missing/);
    expect(text).not.toContain('secret-9');
  });

  it('discovers files where defaults name some, and otherwise only takes what its tables name', () => {
    const tables = [{ file_pattern: 'a.csv', target_table: 'a' }];
    expect(settings({ tables }).tables).toHaveLength(1);
    expect(settings({ tables, defaults: { primary_key: 'id' } }).tables).toHaveLength(1);
    expect(settings({ tables, defaults: { file_pattern: '*.csv' } }).tables).toHaveLength(2);
    expect(settings({}).tables).toHaveLength(1);
  });

  it.each(['ed25519', 'ecdsa', 'rsa'] as const)(
    'takes an %s key as its text or by its path, and keeps the text',
    (type) => {
      const { private: key } = sshKeyPair(type);
      const { password: _, ...login } = SFTP;
      const split = read({ sftp: { ...login, key_path: key } });
      expect(split.config).toMatchObject({ sftp: { key_path: '***' } });
      expect(settings({ sftp: { ...login, key_path: key } }).sftp?.server.privateKey?.trim()).toBe(key.trim());
      expect(message(() => read({ sftp: { ...login, key_path: '/nowhere/key' } }))).toMatch(/sftp\.key_path names/);
    },
  );
});

describe('the sftp of one import', () => {
  it('stands in place of keys of the project', () => {
    const server = settings({ sftp: SFTP }, { remote_path: 'other', port: 22 }).sftp;
    expect(server).toMatchObject({ path: 'other', server: { host: 'files.example', password: 'secret-1' } });
  });

  it('takes no credentials of the project to another server, port or user', () => {
    for (const sftp of [{ host: 'evil.example' }, { port: 2_222 }, { username: 'root' }])
      expect(message(() => settings({ sftp: SFTP }, sftp))).toMatch(/REQUEST_INVALID.*password or key/);
    const other = settings({ sftp: { ...SFTP, host_key: `SHA256:${'A'.repeat(43)}` } }, { host: 'b', password: 'own' });
    expect(other.sftp?.server).toMatchObject({ host: 'b', password: 'own', acceptAnyHostKey: false });
    expect(other.sftp?.server.hostKey).toBeUndefined();
  });

  it('names no file of this machine', () => {
    expect(message(() => settings({ sftp: SFTP }, { key_path: '/etc/ssh/key' }))).toMatch(/text of the key/);
  });

  it('stands alone where the project has none', () => {
    expect(settings({}, SFTP).sftp?.server).toMatchObject({ host: 'files.example', password: 'secret-1' });
    expect(message(() => settings({}, { host: 'x', usernam: 'y', password: 'z' }))).toMatch(/did you mean "username"/);
  });
});
