/** No circle between files, types included, and the order of the rooms of formats/mysql-dump (docs/architecture.md). */
const MYSQL_DUMP = '^src/formats/mysql-dump';
const ROOT = '[^/]+$';
const KERNEL = 'kernel/';
/** What each room may import beside itself, the files of the root and the kernel. */
const ROOMS = {
  scan: [],
  tokens: ['scan'],
  session: ['tokens', 'scan'],
  tables: ['tokens', 'scan', 'session'],
  objects: ['tokens', 'scan', 'session'],
  values: ['tables', 'tokens', 'scan'],
  statements: ['objects', 'tables', 'tokens', 'scan', 'session', 'values'],
  rows: ['scan', 'tokens', 'tables', 'values'],
};

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one file, or want a third that both may import',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(ROOMS).map(([room, lower]) => ({
      name: `mysql-dump-${room}`,
      comment: `src/formats/mysql-dump/${room} imports only rooms below it: ${['the root', ...lower].join(', ')}`,
      severity: 'error',
      from: { path: `${MYSQL_DUMP}/${room}/`, pathNot: '\\.test\\.ts$' },
      to: { path: `${MYSQL_DUMP}/`, pathNot: `${MYSQL_DUMP}/(?:${[ROOT, KERNEL, ...[room, ...lower].map((one) => `${one}/`)].join('|')})` },
    })),
    {
      name: 'mysql-dump-root',
      comment: 'The files beside the rooms of src/formats/mysql-dump are what all rooms stand on',
      severity: 'error',
      from: { path: `${MYSQL_DUMP}/${ROOT}`, pathNot: '\\.test\\.ts$' },
      to: { path: `${MYSQL_DUMP}/`, pathNot: `${MYSQL_DUMP}/(?:${ROOT}|${KERNEL})` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: 'node_modules|\\.wasm$|(?:formats/[^/]+|connectors/postgres)/kernel/' },
  },
};
