import { pipelinesOf } from '../contracts/kinds.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { settingsReader } from '../../test/support/settings-reader.js';
import { readSettings } from './read-settings.js';

const { load, problemsOf } = settingsReader();

/** The block of seed 000, unchanged. */
const SEED = `import:
  enabled: true
  schedule: "0 2 * * *"  # Daily at 2 AM (crontab format)
  load_check:
    enabled: true
    delay_duration: "1h"
    max_delays: 3
    load_threshold: 100
  scp:
    host: "portal.svw.info"
    port: 22
    username: "portal64user"
    password: "\${IMPORT_SCP_PASSWORD}"
    remote_path: "/data/exports/"
    file_patterns:
      - "mvdsb_*.zip"
      - "portal64_bdw_*.zip"
    timeout: "300s"
  zip:
    password: "\${IMPORT_ZIP_PASSWORD}"
    extract_timeout: "60s"
  storage:
    temp_dir: "./data/import/temp"
    metadata_file: "./data/import/last_import.json"
    cleanup_on_success: true
    keep_failed_files: true
  freshness:
    enabled: true
    compare_timestamp: true
    compare_size: true
    compare_checksum: false
    skip_if_not_newer: true
  database:
    import_timeout: "600s"
    target_databases:
      - name: "mvdsb"
        file_pattern: "mvdsb_*"
      - name: "portal64_bdw"
        file_pattern: "portal64_bdw_*"
  retry:
    enabled: true
    max_attempts: 2
    retry_delay: "5m"
    fail_fast: true
logging:
  import:
    file: "./logs/import.log"
    level: "info"
    max_size: 100
    max_backups: 5
    max_age: 30
    compress: true
`;

/** The same, with nothing that has a default. */
const SHORT = `mysql: { host: 127.0.0.1, user: root }
import:
  scp:
    { host: portal.svw.info, username: portal64user, password: scp-secret,
      file_patterns: ["mvdsb_*.zip", "portal64_bdw_*.zip"] }
  zip: { password: zip-secret }
  database: { target_databases: [{ name: mvdsb }, { name: portal64_bdw }] }
`;
const SECRETS = { IMPORT_SCP_PASSWORD: 'scp-secret', IMPORT_ZIP_PASSWORD: 'zip-secret' };
const MYSQL = { MYSQL_URL: 'mysql://root@127.0.0.1/' };

describe('the block of seed 000', () => {
  test('is understood unchanged, with MYSQL_URL for the missing connection', () => {
    const settings = load(SEED, { ...SECRETS, ...MYSQL });
    // Beside the one that maintenance by hand uses.
    expect(settings.pipelines.map(({ name }) => name)).toEqual(['import', 'maintenance']);
    expect(settings.pipelines[0]).toMatchObject({
      kind: 'dump-import',
      name: 'import',
      enabled: true,
      schedule: '0 2 * * *',
      scheduleTimezone: 'Europe/Vienna',
      loadGate: { enabled: true, delayMs: 3_600_000, maxDelays: 3, thresholds: { concurrentRequests: 100 } },
      sftp: {
        host: 'portal.svw.info',
        port: 22,
        username: 'portal64user',
        password: 'scp-secret',
        remotePath: '/data/exports/',
        filePatterns: ['mvdsb_*.zip', 'portal64_bdw_*.zip'],
        timeoutMs: 300_000,
        acceptAnyHostKey: false,
        protocol: 'auto',
      },
      zip: { password: 'zip-secret', extractTimeoutMs: 60_000 },
      storage: {
        tempDir: '/srv/app/data/import/temp',
        metadataFile: '/srv/app/data/import/last_import.json',
        cleanupOnSuccess: true,
        keepFailedFiles: true,
      },
      databases: [
        { name: 'mvdsb', filePattern: 'mvdsb_*', afterLoad: [] },
        { name: 'portal64_bdw', filePattern: 'portal64_bdw_*', afterLoad: [] },
      ],
      importTimeoutMs: 600_000,
      retry: { maxAttempts: 2, retryDelayMs: 300_000, failFast: true },
    });
    expect(settings.logging.import).toEqual({
      file: '/srv/app/logs/import.log',
      level: 'info',
      maxSizeBytes: 104_857_600,
      maxBackups: 5,
      maxAgeDays: 30,
      compress: true,
    });
    expect(settings.redis).toBeUndefined();
  });

  test('has the values of the seed as its defaults', () => {
    expect(load(SHORT).pipelines).toEqual(load(SEED, { ...SECRETS, ...MYSQL }).pipelines);
    expect(load(SHORT).logging).toEqual(load(SEED, { ...SECRETS, ...MYSQL }).logging);
  });

  test('takes its environment variables over the file', () => {
    const settings = load(SHORT, {
      IMPORT_ENABLED: 'true',
      IMPORT_SCP_PASSWORD: 'from env',
      IMPORT_ZIP_PASSWORD: '${not expanded}',
      IMPORT_SCHEDULE: '@daily',
      IMPORT_TEMP_DIR: '/tmp/x',
      IMPORT_CLEANUP_ON_SUCCESS: 'FALSE',
      REDIS_URL: 'redis://cache:6379/1',
      TEMPORAL_ADDRESS: 'temporal:7233',
      TEMPORAL_NAMESPACE: 'prod',
      STEVEDORE_API_KEY: 'api-secret',
    });
    expect(settings.pipelines[0]).toMatchObject({
      schedule: '@daily',
      sftp: { password: 'from env' },
      zip: { password: '${not expanded}' },
      storage: { tempDir: '/tmp/x', cleanupOnSuccess: false },
    });
    expect(settings.redis).toEqual({ url: 'redis://cache:6379/1', flush: 'db', flushAgainAfterMs: 5_000 });
    expect(settings.temporal).toEqual({ address: 'temporal:7233', addressGiven: true, namespace: 'prod', tls: 'off' });
    expect(settings.api.key).toBe('api-secret');
  });

  test('names the variable where an environment value is wrong, and takes an empty one for unset', () => {
    expect(problemsOf(SHORT, { IMPORT_ENABLED: 'maybe', IMPORT_SCHEDULE: '' })).toEqual([
      'stevedore.yaml: import.enabled (from the environment variable IMPORT_ENABLED) must be true or false',
    ]);
  });
});

describe('a disabled import', () => {
  test('needs no secrets, and the rest works', () => {
    const settings = load(SEED.replace('enabled: true', 'enabled: false'), MYSQL);
    expect(settings.pipelines[0]).toMatchObject({ name: 'import', enabled: false });
    expect(load(SEED, { ...MYSQL, IMPORT_ENABLED: 'false' }).pipelines[0]?.enabled).toBe(false);
    expect(pipelinesOf(load('import: { enabled: false }', MYSQL), 'dump-import')[0]?.databases).toEqual([]);
  });

  test('does not excuse an unset variable elsewhere', () => {
    expect(problemsOf('import: { enabled: false }\nmysql: { host: 127.0.0.1, user: a, password: "${NOPE}" }')).toEqual([
      'stevedore.yaml:2:46: mysql.password needs the environment variable NOPE, which is not set',
    ]);
  });
});

describe('problems', () => {
  test('are all reported at once, with line and column, in the order of the file', () => {
    const text = `temporal: { adress: "x:1" }
mysql: { host: 127.0.0.1, user: root, password: 12345 }
import:
  enabled: "perhaps"
  schedule: "61 2 * * *"
  schedule_timezone: Europe/Berln
  scp:
    hosts: portal
    username: u
    password: "\${NOT_SET}"
    file_patterns: []
    timeout: 300
  retry: { max_attempts: 0, retry_delay: 5 minutes }
  freshness:
  database:
    target_databases:
      - name: mvdsb
      - name: MVDSB
        file_pattern: "mvdsb_*"
redis: { flush: everything }
logging: []
`;
    expect(problemsOf(text)).toEqual([
      'stevedore.yaml:1:13: temporal.adress is not a known key: did you mean "address"?',
      'stevedore.yaml:2:49: mysql.password must be a text: write it in quotes',
      'stevedore.yaml:4:12: import.enabled must be true or false',
      'stevedore.yaml:5:13: import.schedule has an unusable minute: "61"; it goes from 0 to 59',
      'stevedore.yaml:6:22: import.schedule_timezone is not a known time zone: did you mean "Europe/Berlin"?',
      'stevedore.yaml:7:3: import.scp.host is missing',
      'stevedore.yaml:8:5: import.scp.hosts is not a known key: did you mean "host"?',
      'stevedore.yaml:10:15: import.scp.password needs the environment variable NOT_SET, which is not set',
      'stevedore.yaml:11:5: import.scp.file_patterns is missing: set at least one',
      'stevedore.yaml:12:14: import.scp.timeout must be a duration such as "5m", "300s", "1h30m" or "500ms"',
      'stevedore.yaml:13:26: import.retry.max_attempts must be at least 1',
      'stevedore.yaml:13:42: import.retry.retry_delay must be a duration such as "5m", "300s", "1h30m" or "500ms"',
      'stevedore.yaml:14:13: import.freshness is empty: give it a value or remove it',
      'stevedore.yaml:18:15: import.database.target_databases[1].name already belongs to the pipeline "import"',
      'stevedore.yaml:19:23: import.database.target_databases[1].file_pattern is also the pattern of "mvdsb"',
      'stevedore.yaml:20:1: redis.url is missing: set it, or REDIS_URL',
      'stevedore.yaml:20:17: redis.flush must be "db", "all", or { patterns: [<key pattern>, …] }',
      'stevedore.yaml:21:1: logging must be a block of keys',
    ]);
  });

  test('of YAML itself have a position too', () => {
    expect(problemsOf('import:\n  scp: {\n')[0]).toMatch(/^stevedore\.yaml:\d+:\d+: is not valid YAML: /);
    expect(problemsOf('api: {}\napi: {}\n')).toEqual([
      'stevedore.yaml:2:1: is not valid YAML: Map keys must be unique',
    ]);
    expect(problemsOf('just a text')).toContain('stevedore.yaml:1:1: the file must be a block of keys');
  });

  test('never show a value that may be secret', () => {
    const text = `mysql: { host: h, user: root, password: [canary], tls: off }
api: { key: { canary: 1 } }
store: { url: "canary" }`;
    for (const line of problemsOf(text)) expect(line.replace('api.key.canary', '')).not.toContain('canary');
  });

  test('an empty file lacks a place for the store only', () => {
    expect(problemsOf('')).toEqual([
      'stevedore.yaml: store.url is missing: give it, "mysql", or a connection of kind "postgres"',
    ]);
  });

  test('an import needs the target server', () => {
    expect(problemsOf('import: { enabled: false }')).toEqual([
      'stevedore.yaml:1:1: mysql.host is missing: give it, "socket" or "url", or set MYSQL_URL',
      'stevedore.yaml:1:1: mysql.publisher is missing: give it, or one "user" and "password" for all accounts',
      'stevedore.yaml:1:1: mysql.loader is missing: give it, or one "user" and "password" for all accounts',
    ]);
  });

  test('a file that is not there is named', () => {
    expect(() => readSettings('nowhere.yaml', {})).toThrow(
      'Cannot use the configuration "nowhere.yaml": there is no such file; name one with --config or STEVEDORE_CONFIG',
    );
  });
});

test('the shipped example is valid and says what the defaults say', () => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'config', 'stevedore.example.yaml'), 'utf8');
  const env = { ...SECRETS, MYSQL_LOADER_PASSWORD: 'l', MYSQL_PUBLISHER_PASSWORD: 'p', MYSQL_OWNER_PASSWORD: 'o' };
  const settings = load(text, env);
  const [example] = settings.pipelines;
  const [short] = pipelinesOf(load(SHORT), 'dump-import');
  expect(example).toMatchObject({
    storage: short?.storage,
    freshness: short?.freshness,
    retry: short?.retry,
    publish: short?.publish,
  });
  expect(problemsOf(text).map((line) => /variable (\S+),/.exec(line)?.[1])).toEqual([
    'MYSQL_LOADER_PASSWORD',
    'MYSQL_PUBLISHER_PASSWORD',
    'MYSQL_OWNER_PASSWORD',
    'IMPORT_SCP_PASSWORD',
    'IMPORT_ZIP_PASSWORD',
  ]);
});
