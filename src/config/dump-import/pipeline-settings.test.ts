import { pipelinesOf } from '../../contracts/kinds.js';
import { describe, expect, test } from 'vitest';
import { settingsReader } from '../../../test/support/settings-reader.js';

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n';
const CA = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const { load, problemsOf } = settingsReader({ '/srv/app/id': KEY, '/srv/app/ca.pem': CA });

/** Nothing that has a default. */
const SHORT = `mysql: { host: 127.0.0.1, user: root }
import:
  scp:
    { host: portal.svw.info, username: portal64user, password: scp-secret,
      file_patterns: ["mvdsb_*.zip", "portal64_bdw_*.zip"] }
  zip: { password: zip-secret }
  database: { target_databases: [{ name: mvdsb }, { name: portal64_bdw }] }
`;

const importOf = (settings: ReturnType<typeof load>) => pipelinesOf(settings, 'dump-import')[0];

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

  test('collations are mapped by names of one character set, in lower case', () => {
    const withMapping = (mapping: string) => SHORT.replace('  zip:', `  load: { collations: ${mapping} }\n  zip:`);
    const good =
      '{ UTF8MB4_0900_ai_ci: utf8mb4_uca1400_AI_CI, uca1400_as_cs: utf8mb4_0900_as_cs, utf8_bin: utf8mb3_general_ci }';
    expect(importOf(load(withMapping(good)))?.loadCollations).toEqual({
      utf8mb4_0900_ai_ci: 'utf8mb4_uca1400_ai_ci',
      uca1400_as_cs: 'utf8mb4_0900_as_cs',
      utf8_bin: 'utf8mb3_general_ci',
    });
    expect(importOf(load(SHORT))?.loadCollations).toEqual({});
    const bad =
      '{ utf8mb4_0900_ai_ci: latin1_german1_ci, "a b": utf8mb4_bin, latin1_bin: latin1_general_ci, LATIN1_BIN: latin1_german1_ci }';
    expect(problemsOf(withMapping(bad))).toEqual([
      expect.stringMatching(
        /import\.load\.collations\.utf8mb4_0900_ai_ci must be of the same character set, "utf8mb4"/,
      ),
      expect.stringMatching(/import\.load\.collations\..*a b.* is not the name of a collation/),
      expect.stringMatching(/import\.load\.collations\.LATIN1_BIN is mapped twice/),
    ]);
    expect(problemsOf(withMapping('{ utf8mb4_0900_ai_ci: "utf8mb4_bin; DROP" }'))).toEqual([
      expect.stringMatching(/must be the name of a collation/),
    ]);
  });

  test('the private key is read from its path, or taken literally', () => {
    const named = SHORT.replace('password: scp-secret', 'private_key: ./id, passphrase: pp');
    expect(importOf(load(named))?.sftp).toMatchObject({ privateKey: KEY, passphrase: 'pp' });
    const text = SHORT.replace('password: scp-secret', 'private_key: "${KEY}"');
    expect(importOf(load(text, { KEY }))?.sftp.privateKey).toBe(KEY);
    expect(problemsOf(named.replace('./id', './ca.pem'))[0]).toMatch(
      /which holds no private key in PEM or OpenSSH format$/,
    );
  });

  test('a host key is a fingerprint, or the explicit word', () => {
    const withKey = (key: string) => SHORT.replace('password: scp-secret', `password: x, host_key: "${key}"`);
    const fingerprint = `SHA256:${'a'.repeat(43)}`;
    expect(importOf(load(withKey(fingerprint)))?.sftp).toMatchObject({
      hostKey: fingerprint,
      acceptAnyHostKey: false,
    });
    expect(importOf(load(withKey('insecure-accept-any')))?.sftp.acceptAnyHostKey).toBe(true);
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
      /pipelines\.Archive has an invalid name/,
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
      'pipelines.two.database.target_databases[0].name already belongs to the pipeline "one"',
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

describe('publish', () => {
  const publish = (block: string) => importOf(load(`${SHORT}  publish: ${block}\n`))?.publish;

  test('goes live at any time and without approval, and waits six hours for its locks', () => {
    expect(publish('{}')).toMatchObject({
      deadlineMs: 21_600_000,
      windows: [],
      approval: 'none',
      lockTimeoutMs: 30_000,
      completeForMs: 600_000,
    });
  });

  test('takes one window or several, in minutes of the day', () => {
    expect(publish('{ window: "22:00-06:30" }')?.windows).toEqual([{ from: 1_320, to: 390 }]);
    expect(publish('{ window: ["00:00-01:00", "23:15-24:00"] }')?.windows).toEqual([
      { from: 0, to: 60 },
      { from: 1_395, to: 0 },
    ]);
  });

  test('keeps guards for all tables apart from those of a pattern, in the order of the file', () => {
    const guards = publish(
      '{ guards: { max_growth_percent: 50, allow_missing: ["old_*"], max_age_difference: 36h, ' +
        'tables: { "mvdsb.log_*": { max_shrink_percent: off, allow_empty: true }, "*": { min_rows: 7 } } } }',
    )?.guards;
    expect(guards).toEqual({
      enabled: true,
      standard: {
        maxShrinkPercent: 5,
        maxGrowthPercent: 50,
        minRows: 100,
        allowMissing: false,
        allowEmpty: false,
        allowColumnChanges: false,
      },
      overrides: [
        { pattern: 'old_*', change: { allowMissing: true } },
        { pattern: 'mvdsb.log_*', change: { maxShrinkPercent: 'off', allowEmpty: true } },
        { pattern: '*', change: { minRows: 7 } },
      ],
      maxAgeDifferenceMs: 129_600_000,
    });
  });

  test('takes a percentage from a variable', () => {
    const text = `${SHORT}  publish: { guards: { max_shrink_percent: "\${SHRINK}", max_growth_percent: "\${GROWTH}" } }\n`;
    const pipeline = importOf(load(text, { SHRINK: '2.5', GROWTH: 'off' }));
    expect(pipeline?.publish.guards.standard).toMatchObject({ maxShrinkPercent: 2.5, maxGrowthPercent: 'off' });
  });

  test('shows for each wrong value its place and what it must be', () => {
    expect(
      problemsOf(`${SHORT}  publish:
    window: 22-6
    approval: maybe
    deadline: never
    guards:
      max_shrink_percent: 101
      max_growth_percent: -1
      max_age_difference: 1
      tables: { "a.b": { max_shrnk_percent: 5, min_rows: "few", max_growth_percent: lots } }
`),
    ).toEqual([
      'stevedore.yaml:9:13: import.publish.window must be times of day such as "22:00-06:00"',
      'stevedore.yaml:10:15: import.publish.approval must be "none" or "required"',
      'stevedore.yaml:11:15: import.publish.deadline must be a duration such as "5m", "300s", "1h30m" or "500ms"',
      'stevedore.yaml:13:27: import.publish.guards.max_shrink_percent must be at most 100',
      'stevedore.yaml:14:27: import.publish.guards.max_growth_percent must be at least 0',
      'stevedore.yaml:15:27: import.publish.guards.max_age_difference must be a duration such as "36h", or "off"',
      'stevedore.yaml:16:26: import.publish.guards.tables.a.b.max_shrnk_percent is not a known key: did you mean "max_shrink_percent"?',
      'stevedore.yaml:16:58: import.publish.guards.tables.a.b.min_rows must be a number',
      'stevedore.yaml:16:85: import.publish.guards.tables.a.b.max_growth_percent must be a percentage, or "off"',
    ]);
    expect(problemsOf(`${SHORT}  publish: { window: ["22:00-06:00", "07:00-07:00"] }`)).toEqual([
      'stevedore.yaml:8:38: import.publish.window[1] must not begin and end at the same time: remove it for "at any time"',
    ]);
  });
});
