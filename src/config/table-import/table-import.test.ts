import { describe, expect, test } from 'vitest';
import { settingsReader } from '../../../test/support/settings-reader.js';
import { pipelinesOf } from '../../contracts/kinds.js';

const { load, problemsOf } = settingsReader();

const CONNECTIONS = `connections:
  main: { kind: postgres, url: "postgres://app:secret@127.0.0.1:5432/app" }
  catalog: { kind: mysql, url: "mysql://app:secret@127.0.0.1:3306/catalog" }
  files: { kind: sftp, host: sftp.example.org, username: u, password: p, host_key: insecure-accept-any }
files: { allow: [./data/inbox] }
`;

describe('a pipeline of kind table-import', () => {
  test('is read with the defaults of the pipeline, of which tables may say otherwise', () => {
    const settings = load(`${CONNECTIONS}
resources:
  users: { connection: catalog, key: id, columns: { id: { type: uuid, required: true }, team: { references: teams.id }, mail: { type: email, unique: true } }, max_rejects: 5%, commit: batches }
pipelines:
  nightly_customers:
    kind: table-import
    schedule: "0 3 * * *"
    source: { connection: files, path: /out, file_pattern: "IxExp*.csv" }
    target: { connection: main, schema: crm }
    defaults: { delimiter: ";", encoding: latin-1, primary_key: id, max_rejects: 1000 }
    table_naming: { strip_prefix: IxExp }
    tables:
      - { file_pattern: "IxExpKonto*", target_table: konto, primary_key: [nr, jahr], column_mapping: { Nr: nr }, rebuild_table: true, delimiter: "|" }
      - { file_pattern: "IxExpUser*", resource: users, batch_size: 5000, on_conflict: { newer: seen } }
`);
    const [pipeline] = pipelinesOf(settings, 'table-import');
    expect(pipeline).toMatchObject({
      name: 'nightly_customers',
      schedule: '0 3 * * *',
      source: { kind: 'sftp', connection: 'files', path: '/out', filePattern: 'IxExp*.csv' },
      seen: 'skip',
    });
    const [konto, users, others] = pipeline?.tables ?? [];
    expect(konto).toMatchObject({
      resource: {
        connection: 'main',
        schema: 'crm',
        table: 'konto',
        key: ['nr', 'jahr'],
        rebuild: true,
        createTable: true,
        onNewColumns: 'fail',
        maxRejects: { count: 1000 },
        commit: 'once',
      },
      csv: { delimiter: '|', encoding: 'latin1', mapping: { Nr: 'nr' }, maxRecordBytes: 16_777_216 },
    });
    expect(users).toMatchObject({
      resourceName: 'users',
      resource: {
        connection: 'catalog',
        table: 'users',
        key: ['id'],
        commit: 'batches',
        batchSize: 5000,
        onConflict: { newer: 'seen' },
        maxRejects: { percent: 5 },
        createTable: false,
        unique: [['mail']],
        references: [{ columns: ['team'], table: 'teams', foreignColumns: ['id'] }],
      },
    });
    expect(others).toMatchObject({
      filePattern: '*',
      naming: { stripPrefix: 'IxExp', stripSuffix: '', lowercase: true },
      resource: { onNewColumns: 'add', key: ['id'] },
      csv: { delimiter: ';' },
    });
    expect(settings.resources['users']).toMatchObject({ onExisting: 'update', duplicates: 'last' });
  });

  test('reads a folder of the disk, with the pattern in its path', () => {
    const [pipeline] = pipelinesOf(
      load(
        `${CONNECTIONS}pipelines: { inbox: { kind: table-import, source: { path: "./data/inbox/*.csv" }, target: { connection: main } } }`,
      ),
      'table-import',
    );
    expect(pipeline?.source).toEqual({
      kind: 'local',
      path: expect.stringMatching(/\/data\/inbox$/) as string,
      filePattern: '*.csv',
    });
  });

  test('stands beside one for runs that bring their own files, where there is a database', () => {
    expect(load(CONNECTIONS).pipelines.map(({ name, kind }) => [name, kind])).toEqual([
      ['tables', 'table-import'],
      ['exports', 'table-export'],
    ]);
  });

  test('every problem is told with its place', () => {
    expect(
      problemsOf(`${CONNECTIONS}
resources:
  users: { connection: files, key: nr, columns: { id: { type: text, min: 1, pattern: "(?=x)" }, n: { type: integer, min: 0 } } }
pipelines:
  a:
    kind: table-import
    source: { path: /etc }
    target: { connection: mian }
    defaults: { encoding: klingon, quote: "''" }
    tables:
      - { file_pattern: "*.csv", on_existing: reject, on_conflict: target }
      - { file_pattern: "*.csv", resource: usres, primary_key: id, max_rejects: 5 percent }
  b: { kind: table-import, schedule: "0 3 * * *", tables: [{ file_pattern: "*", target_table: t }] }
`),
    ).toEqual([
      'stevedore.yaml:8:24: resources.users.connection must name a connection of the kind postgres or mysql',
      'stevedore.yaml:8:36: resources.users.key names no column of the resource: did you mean "n"?',
      expect.stringMatching(/columns\.id\.min is for numbers only$/),
      expect.stringMatching(/columns\.id\.pattern is not a pattern in the syntax of RE2$/),
      expect.stringMatching(/pipelines\.a\.source\.path must be in one of the folders of "files\.allow"$/),
      expect.stringMatching(/pipelines\.a\.target\.connection names no entry of "connections": did you mean "main"\?$/),
      expect.stringMatching(/pipelines\.a\.defaults\.encoding is not a known encoding/),
      expect.stringMatching(/pipelines\.a\.defaults\.quote must be one ASCII character$/),
      expect.stringMatching(/pipelines\.a\.tables\[0\]\.target_table is missing: set it, or "resource"$/),
      expect.stringMatching(/pipelines\.a\.tables\[0\]\.on_conflict is for rows that are updated/),
      expect.stringMatching(
        /pipelines\.a\.tables\[1\]\.resource names no entry of "resources": did you mean "users"\?$/,
      ),
      expect.stringMatching(/pipelines\.a\.tables\[1\]\.primary_key must not stand beside "resource"/),
      expect.stringMatching(/pipelines\.a\.tables\[1\]\.max_rejects must be a number of records, or a share/),
      expect.stringMatching(/pipelines\.b\.source is missing: a schedule needs one$/),
      expect.stringMatching(/pipelines\.b\.target is missing: tables that are not a resource need it$/),
    ]);
  });
});
