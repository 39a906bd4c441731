import { describe, expect, it } from 'vitest';
import { settingsReader } from '../../../test/support/settings-reader.js';
import { readVariableFiles } from './variable-files.js';

const URL = 'postgres://app:x@127.0.0.1:5432/app';
const { load, problemsOf } = settingsReader({
  '/run/secrets/loader': 'from a file\n',
  '/run/secrets/key': 'the key\r\n',
  '/run/secrets/scp': 'portal\n',
  '/run/secrets/main': `${URL}\n`,
  '/run/secrets/empty': '\n',
});
const TEXT = 'mysql: { host: localhost, user: root, password: "${LOADER}" }\n';

describe('a variable with _FILE', () => {
  it('is read from the file, in references and where it overrides the configuration', () => {
    const settings = load(TEXT, { LOADER_FILE: '/run/secrets/loader', STEVEDORE_API_KEY_FILE: '/run/secrets/key' });
    expect(settings.mysql?.loader.password).toBe('from a file');
    expect(settings.api.key).toBe('the key');
    expect(settings.secretFiles).toEqual(['/run/secrets/key', '/run/secrets/loader'].toReversed());
  });

  it('gives way to the variable itself, unless that is empty', () => {
    const env = { LOADER_FILE: '/run/secrets/loader' };
    expect(load(TEXT, { ...env, LOADER: 'itself' }).mysql?.loader.password).toBe('itself');
    expect(load(TEXT, { ...env, LOADER: '' }).mysql?.loader.password).toBe('from a file');
  });

  it('names a database to copy, and is no database itself', () => {
    const named = load('{}\n', { SYNC_DATABASE_MAIN_FILE: '/run/secrets/main' }).connections.map(({ name }) => name);
    expect(named).toEqual(['main']);
    expect(load('{}\n', { SYNC_DATABASE_MAIN_FILE: URL }).connections.map(({ name }) => name)).toEqual(['main_file']);
  });

  it('is a problem, with the file and the reason, where the file cannot be read or is empty', () => {
    expect(problemsOf(TEXT, { LOADER_FILE: '/nowhere', STEVEDORE_API_KEY_FILE: '/run/secrets/empty' })).toEqual([
      'stevedore.yaml:1:1: api.key needs the environment variable STEVEDORE_API_KEY, ' +
        'which is in the file "/run/secrets/empty" (STEVEDORE_API_KEY_FILE), which is empty',
      'stevedore.yaml:1:49: mysql.password needs the environment variable LOADER, ' +
        'which is in the file "/nowhere" (LOADER_FILE), which cannot be read (ENOENT)',
    ]);
    expect(problemsOf(`store: { url: "${URL}" }`, { SYNC_DATABASE_MAIN_FILE: '/nowhere' })[0]).toMatch(
      /connections\.main needs the environment variable SYNC_DATABASE_MAIN, .*ENOENT/,
    );
  });

  it('is left alone where nothing asks for it', () => {
    const read: string[] = [];
    const { files } = readVariableFiles({ PGPASSFILE: '/a', SSL_CERT_FILE: '/b', KEY_FILE: '/c' }, ['KEY'], (file) => {
      read.push(file);
      return 'x';
    });
    expect([files, read]).toEqual([['/c'], ['/c']]);
  });
});
