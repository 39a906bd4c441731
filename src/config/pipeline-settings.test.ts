import { describe, expect, test } from 'vitest';
import { loadSettings } from './load-settings.js';
import type { Machine } from './machine.js';

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n';
const CA = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const files: Record<string, string> = { '/srv/app/id': KEY, '/srv/app/ca.pem': CA };
const machine: Machine = {
  workingDirectory: '/srv/app',
  hostName: 'here',
  timeZone: 'Europe/Vienna',
  readFile: (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return text;
  },
};
const load = (text: string, env: Record<string, string> = {}) => loadSettings(text, 'stevedore.yaml', env, machine);
const problemsOf = (text: string): string[] => {
  try {
    load(text);
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  throw new Error('expected problems');
};

/** Nothing that has a default. */
const SHORT = `mysql: { host: 127.0.0.1, user: root }
import:
  scp:
    { host: portal.svw.info, username: portal64user, password: scp-secret,
      file_patterns: ["mvdsb_*.zip", "portal64_bdw_*.zip"] }
  zip: { password: zip-secret }
  database: { target_databases: [{ name: mvdsb }, { name: portal64_bdw }] }
`;

describe('a pipeline', () => {
  const base = 'mysql: { host: 127.0.0.1, user: root }\n';

  test('retry.enabled: false means one attempt', () => {
    const text = SHORT.replace('  zip:', '  retry: { enabled: false, max_attempts: 5 }\n  zip:');
    expect(load(text).pipelines[0]?.retry.maxAttempts).toBe(1);
  });

  test('a schedule can be empty', () => {
    const text = SHORT.replace('import:\n', 'import:\n  schedule: ""\n');
    expect(load(text).pipelines[0]).not.toHaveProperty('schedule');
  });

  test('the private key is read from its path, or taken as it stands', () => {
    const named = SHORT.replace('password: scp-secret', 'private_key: ./id, passphrase: pp');
    expect(load(named).pipelines[0]?.sftp).toMatchObject({ privateKey: KEY, passphrase: 'pp' });
    const text = SHORT.replace('password: scp-secret', 'private_key: "${KEY}"');
    expect(load(text, { KEY }).pipelines[0]?.sftp.privateKey).toBe(KEY);
    expect(problemsOf(named.replace('./id', './ca.pem'))[0]).toMatch(
      /which holds no private key in PEM or OpenSSH format$/,
    );
  });

  test('a host key is a fingerprint, or the explicit word', () => {
    const withKey = (key: string) => SHORT.replace('password: scp-secret', `password: x, host_key: "${key}"`);
    const fingerprint = `SHA256:${'a'.repeat(43)}`;
    expect(load(withKey(fingerprint)).pipelines[0]?.sftp).toMatchObject({
      hostKey: fingerprint,
      acceptAnyHostKey: false,
    });
    expect(load(withKey('insecure-accept-any')).pipelines[0]?.sftp.acceptAnyHostKey).toBe(true);
    expect(problemsOf(withKey('any'))[0]).toMatch(/host_key must be a fingerprint/);
  });

  const pipeline = (name: string, databases: string) =>
    `  ${name}:
    kind: dump-import
    scp: { host: h, username: u, password: p, file_patterns: ["*.zip"] }
    database: { target_databases: [${databases}] }
`;

  test('further pipelines have the same keys and their own names', () => {
    const settings = load(
      `${base}objects: { events: skip }\npipelines:\n${pipeline('archive', '{ name: old, after_load: "SELECT 1" }')}`,
    );
    expect(settings.pipelines[0]).toMatchObject({
      name: 'archive',
      objects: { events: 'skip' },
      databases: [{ name: 'old', filePattern: 'old_*', afterLoad: ['SELECT 1'] }],
    });
    expect(problemsOf(`${base}pipelines:\n${pipeline('Archive', '{ name: old }')}`)[0]).toMatch(
      /pipelines\.Archive has a name/,
    );
  });

  test('a database belongs to one pipeline, and derived names hit nothing and are not too long', () => {
    const long = 'd'.repeat(59);
    const tooLong = `"prev2_${long}" would have 65 characters, a server allows 64`;
    const one = pipeline('one', `{ name: a }, { name: mysql }, { name: ${long} }`);
    const text = `${base}pipelines:\n${one}${pipeline('two', '{ name: A }, { name: imp_a }')}`;
    expect(problemsOf(text).map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'pipelines.one.database.target_databases[0].name needs the schema "imp_a", which is a target database itself',
      'pipelines.one.database.target_databases[1].name is the name of a schema that an import must not touch',
      `pipelines.one.database.target_databases[2].name is too long: ${tooLong}`,
      'pipelines.two.database.target_databases[0].name belongs to the pipeline "one" already',
      'pipelines.two.database.target_databases[0].name needs the schema "imp_A", which is a target database itself',
    ]);
  });

  test('passwords and after_load name databases of the pipeline', () => {
    const text = SHORT.replace('zip-secret', 'z, passwords: { mvdbs: x }').concat(
      '  after_load: { other: ["SELECT 1"] }\n',
    );
    expect(problemsOf(text).map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'import.zip.passwords.mvdbs names no database of this pipeline: did you mean "mvdsb"?',
      'import.after_load.other names no database of this pipeline',
    ]);
  });
});
