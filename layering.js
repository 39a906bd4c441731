/**
 * Who may import whom, as lint rules: the table of docs/architecture.md.
 * `run` is allowed at run time, `types` only as `import type`; what is not listed is refused.
 */
const CORES = ['dump-import'];
const may = {
  contracts: { run: [], types: [] },
  formats: { run: ['contracts'], types: [] },
  connectors: { run: ['contracts'], types: [] },
  store: { run: ['contracts'], types: [] },
  config: { run: ['contracts'], types: [] },
  telemetry: { run: ['contracts'], types: [] },
  ...Object.fromEntries(CORES.map((core) => [core, { run: ['contracts', 'formats', 'connectors'], types: [] }])),
  activities: { run: ['contracts', ...CORES], types: ['connectors', 'store'] },
  workflows: { run: ['contracts'], types: ['activities'], pure: CORES },
  api: { run: ['contracts'], types: ['workflows', 'connectors', 'store', 'config', ...CORES] },
  commands: { run: ['contracts', 'config', 'connectors', ...CORES], types: ['api', 'store'] },
};
const folders = Object.keys(may);
const programs = ['worker', 'server', 'cli'];

/** Packages of other systems and the only rooms that may name them. */
const packages = {
  ssh2: ['connectors'],
  'yauzl-promise': ['connectors'],
  mysql2: ['connectors', 'store/mysql'],
  pg: ['store/postgres'],
  ioredis: ['connectors'],
  '@temporalio/client': ['connectors'],
  '@temporalio/worker': [],
  '@temporalio/activity': ['activities'],
  '@temporalio/workflow': ['workflows'],
  '@temporalio/common': ['workflows', 'activities', 'connectors'],
  kysely: ['store'],
  hono: ['api'],
  '@hono/node-server': ['api'],
  pino: ['telemetry'],
  yaml: ['config'],
  zod: ['config', 'api'],
  commander: ['commands'],
  picomatch: ['connectors', 'dump-import', 'config'],
};

/** A room inside of a folder has packages of its own besides those of the folder. */
const subRooms = [...new Set(Object.values(packages).flat())].filter((room) => room.includes('/'));

const patternsFor = (folder, subRoom) => {
  const { run, types, pure = [] } = may[folder];
  const rooms = folders
    .filter((other) => other !== folder && !run.includes(other))
    .map((other) => ({
      group: [
        `**/${other}/**`,
        ...(pure.includes(other) ? [`!**/${other}/**/*-plan.js`, `!**/${other}/**/*-rules.js`] : []),
      ],
      allowTypeImports: types.includes(other),
      message: `src/${folder} may not import src/${other}${types.includes(other) ? ' (its types only)' : ''}`,
    }));
  const shells = programs.map((program) => ({
    group: [`../**/${program}.js`, `../${program}.js`],
    message: `src/${folder} may not import a program`,
  }));
  const vendors = Object.entries(packages)
    .filter(([, rooms]) => !rooms.includes(folder) && !rooms.includes(subRoom))
    .map(([name]) => ({
      group: [name, `${name}/*`],
      message: `src/${folder} may not import the package ${name}`,
    }));
  // Node's own modules would make a workflow non-deterministic, and contracts must load everywhere.
  const node = ['workflows', 'contracts'].includes(folder)
    ? [{ group: ['node:*', 'fs', 'path', 'crypto'], message: `src/${folder} may not import Node's modules` }]
    : [];
  return [...rooms, ...shells, ...vendors, ...node];
};

/** Pure decision files of a core import contracts only, because workflows run them. */
const pureFiles = CORES.map((core) => ({
  files: [`src/${core}/**/*-plan.ts`, `src/${core}/**/*-rules.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: '^(?!(\\.\\./)+contracts/|\\./[\\w-]+-(plan|rules)\\.js$)',
            message: 'A -plan.ts or -rules.ts file imports src/contracts only',
          },
        ],
      },
    ],
  },
}));

export const layering = [
  ...folders.map((folder) => ({
    files: [`src/${folder}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: patternsFor(folder) }] },
  })),
  ...subRooms.map((room) => ({
    files: [`src/${room}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: patternsFor(room.split('/')[0], room) }] },
  })),
  ...pureFiles,
  {
    files: ['src/**/*.ts'],
    ignores: ['src/worker.ts', 'src/server.ts', 'src/cli.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only the three programs read the environment' },
        { object: 'process', property: 'exit', message: 'Only programs exit' },
      ],
    },
  },
];
