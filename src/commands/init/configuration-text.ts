/** What is known of an installation before its first run. */
export interface Beginning {
  readonly kind: BeginningKind;
  /** Where an editor finds the schema of the configuration, beside the file that is written. */
  readonly schema: string;
  /** An IANA name. */
  readonly timezone: string;
  readonly mysql: { readonly host: string; readonly port: number };
  readonly databases: readonly BeginningDatabase[];
  /** Names of archives on the server that has them. */
  readonly filePatterns: readonly string[];
  /** Whether the archives are ZIPs, which may have a password. */
  readonly zipped: boolean;
}

export interface BeginningDatabase {
  readonly name: string;
  readonly filePattern: string;
}

export const BEGINNING_KINDS = ['dump-import', 'table-import', 'database-sync'] as const;
export type BeginningKind = (typeof BEGINNING_KINDS)[number];

/** A configuration with comments that is whole but for its secrets, which are variables of the environment. */
export const configurationText = (beginning: Beginning): string =>
  `${[...head(beginning), ...BODIES[beginning.kind](beginning), ...TAIL].join('\n')}\n`;

/** The variables that it takes from the environment. */
export const variablesOf = (text: string): string[] => [
  ...new Set([...text.matchAll(/^[^#]*?\$\{([A-Z_]+)\}/gm)].map(([, name = '']) => name)),
];

const head = ({ schema }: Beginning): string[] => [
  `# yaml-language-server: $schema=${schema}`,
  '#',
  '# The configuration of Stevedore. Secrets stay out of it: "${NAME}" is the variable NAME of the environment.',
  '# stevedore.example.yaml, beside the schema, has every setting; "stevedore check" tries this one.',
  '',
];

const TAIL = [
  '',
  'api:',
  '  host: 127.0.0.1                    # another address needs a key',
  '  port: 8080',
  '  key: "${STEVEDORE_API_KEY:-}"      # without it the API serves this machine only',
];

const text = (value: string): string => JSON.stringify(value).replaceAll('${', () => '$${');

const dumpImport = ({ mysql, databases, filePatterns, zipped, timezone }: Beginning): string[] => [
  '# The MySQL or MariaDB server that applications read, and three accounts that each may do only its part.',
  'mysql:',
  `  host: ${text(mysql.host)}`,
  `  port: ${mysql.port}`,
  '  loader:                            # fills imp_<database>, which nobody reads',
  '    user: stevedore_loader',
  '    password: "${MYSQL_LOADER_PASSWORD}"',
  '  publisher:                         # puts what is proved live, in one step',
  '    user: stevedore_publisher',
  '    password: "${MYSQL_PUBLISHER_PASSWORD}"',
  '  owner:                             # creates views, triggers, routines and events',
  '    user: stevedore_owner',
  '    password: "${MYSQL_OWNER_PASSWORD}"',
  '',
  'import:',
  '  schedule: "0 2 * * *"              # every night at two; "": by hand only',
  `  schedule_timezone: ${text(timezone)}`,
  '  alert_after: 36h                   # nothing imported for longer is an alert',
  '',
  '  scp:                               # where the dumps lie, by SSH',
  '    host: "${IMPORT_SCP_HOST}"',
  '    port: 22                         # of SSH',
  '    username: "${IMPORT_SCP_USER}"',
  '    password: "${IMPORT_SCP_PASSWORD}"   # or private_key: ./keys/id_ed25519',
  '    # host_key: "SHA256:…"           # "stevedore check" names it',
  '    remote_path: /data/exports/',
  `    file_patterns: [${filePatterns.map(text).join(', ')}]`,
  '',
  ...(zipped ? ['  zip:', '    password: "${IMPORT_ZIP_PASSWORD}"', ''] : []),
  '  database:',
  '    target_databases:                # each is put live with the others, or none is',
  ...databases.flatMap(({ name, filePattern }) => [
    `      - name: ${text(name)}`,
    `        file_pattern: ${text(filePattern)}`,
  ]),
  '',
  '  publish:',
  '    approval: none                   # required: a run that is loaded and proved waits for "stevedore publish-now"',
  '    keep_previous: 1                 # generations that "stevedore rollback" can bring back',
  '    guards:',
  '      max_shrink_percent: 5          # a table that lost more of its rows stops the publish',
];

const POSTGRES = [
  'connections:',
  '  main:                              # PostgreSQL; kind: mysql for MySQL and MariaDB',
  '    kind: postgres',
  '    url: "${DATABASE_URL}"           # postgres://user:password@host:5432/database',
];

const tableImport = ({ timezone }: Beginning): string[] => [
  ...POSTGRES,
  '',
  'files:',
  '  allow: [./data/inbox]              # folders from which files of this machine may be read',
  '',
  'pipelines:',
  '  nightly_tables:',
  '    kind: table-import               # CSV and NDJSON into tables',
  '    schedule: "0 3 * * *"            # every night at three; "": by hand only',
  `    schedule_timezone: ${text(timezone)}`,
  '    source: { path: "./data/inbox/*.csv" }',
  '    target: { connection: main }',
  '    tables:                          # the first that matches counts; "stevedore preview FILE.csv" guesses an entry',
  '      - file_pattern: "customers*.csv"',
  '        target_table: customers      # made after the header where it is not there',
  '        primary_key: id',
];

const databaseSync = (): string[] => [
  '# PostgreSQL databases that are copied: stevedore sync production local',
  'connections:',
  '  production:',
  '    kind: postgres',
  '    url: "${PRODUCTION_URL}"         # postgres://user:password@host:5432/database',
  '  local:',
  '    kind: postgres',
  '    url: "${LOCAL_URL}"',
  '',
  '# Runs and their log lines, in a database that no copy replaces.',
  'store:',
  '  url: "${STORE_URL}"                # postgres://user:password@127.0.0.1:5432/stevedore',
  '',
  'sync:',
  '  destinations: [local]              # what may be written, and nothing else',
  '  protected: [production]            # never written, under whatever name or address',
];

const BODIES: Readonly<Record<BeginningKind, (beginning: Beginning) => string[]>> = {
  'dump-import': dumpImport,
  'table-import': tableImport,
  'database-sync': databaseSync,
};
