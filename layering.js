/**
 * Who may import whom, as lint rules: the table of docs/architecture.md.
 * `run` is allowed at run time, `types` only as `import type`; what is not listed is refused. Paths are resolved, so a
 * folder `dump-import` of a shell is not taken for the core of that name.
 */
import { dirname, join, relative, sep } from 'node:path';

const SRC = join(import.meta.dirname, 'src');
const CORES = ['dump-import', 'table-import', 'table-export', 'database-sync', 'notifications'];
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
  api: { run: ['contracts'], types: ['workflows', 'connectors', 'store', 'config', ...CORES], pure: CORES },
  commands: { run: ['contracts', 'config', 'connectors', ...CORES], types: ['api', 'store'] },
};
/** What runs in a browser knows the API by its types only. */
const CONSOLE = join(import.meta.dirname, 'console');
const OF_BROWSERS = ['preact', 'preact/hooks', '@preact/signals', 'uplot', 'uplot/dist/uPlot.min.css'];
const PROGRAMS = ['worker', 'server', 'cli'];
/** Shells have a folder a kind; no kind's folder imports another's. */
const SHELLS = ['workflows', 'activities', 'api', 'config', 'contracts'];
const KINDS = ['dump-import', 'table-import', 'table-export', 'database-sync', 'maintenance'];

/** What differs by kind stands in a table by kind, never in a comparison: it would be found in no list of what a kind needs. */
const KIND = `/^(?:${KINDS.join('|')})$/`;
export const kindsAreLookedUp = {
  files: ['src/**/*.ts', 'console/**/*.ts', 'console/**/*.tsx'],
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-syntax': [
      'error',
      ...[`BinaryExpression[operator=/^[!=]==?$/] > Literal[value=${KIND}]`, `SwitchCase > Literal[value=${KIND}]`].map(
        (selector) => ({
          selector,
          message: 'What differs by kind stands in the tables that docs/architecture.md names, not in a comparison',
        }),
      ),
    ],
  },
};

/** Packages of other systems and the only rooms, or rooms within them, that may name them. */
const packages = {
  ssh2: ['connectors'],
  'yauzl-promise': ['connectors'],
  mysql2: ['connectors', 'store/mysql'],
  pg: ['store/postgres', 'connectors/postgres'],
  'pg-copy-streams': ['connectors/postgres'],
  ioredis: ['connectors'],
  '@temporalio/client': ['connectors', 'telemetry'],
  '@temporalio/worker': ['telemetry'],
  '@temporalio/activity': ['activities'],
  '@temporalio/workflow': ['workflows'],
  '@temporalio/common': ['workflows', 'activities', 'connectors'],
  kysely: ['store'],
  hono: ['api'],
  '@hono/node-server': ['api'],
  '@hono/zod-openapi': ['api'],
  pino: ['telemetry'],
  yaml: ['config', 'commands'],
  'prom-client': ['api'],
  '@opentelemetry': ['telemetry'],
  '@temporalio/interceptors-opentelemetry': ['telemetry'],
  zod: ['config', 'api'],
  commander: ['commands'],
  re2js: ['table-import', 'config'],
  picomatch: ['connectors', 'dump-import', 'config'],
};
/** Node's own modules would make a workflow non-deterministic, and contracts must load everywhere. */
const WITHOUT_NODE = ['workflows', 'contracts'];
const PURE_FILE = /-(?:plan|rules)\.[jt]s$/;

/** The parts of a path below src; undefined outside of it. */
const partsOf = (path) => {
  const parts = relative(SRC, path).split(sep);
  return parts[0] === '..' ? undefined : parts;
};

const packageComplaint = ([room, inner], name) => {
  if (/^node:|^(?:fs|path|crypto)$/.test(name)) {
    return WITHOUT_NODE.includes(room) ? `src/${room} may not import Node's modules` : undefined;
  }
  const known = Object.keys(packages).find((one) => name === one || name.startsWith(`${one}/`));
  const allowed = packages[known] ?? [];
  return known !== undefined && !allowed.includes(room) && !allowed.includes(`${room}/${inner}`)
    ? `src/${room} may not import the package ${known}`
    : undefined;
};

/** The same for a file of the console. */
const consoleComplaint = (file, specifier, typesOnly) => {
  if (!specifier.startsWith('.')) {
    return OF_BROWSERS.includes(specifier) ? undefined : `console may not import the package ${specifier}`;
  }
  const to = join(dirname(file), specifier);
  if (!relative(CONSOLE, to).startsWith('..')) return undefined;
  if (partsOf(to)?.[0] !== 'api') return 'console may import the types of src/api only';
  return typesOnly ? undefined : 'console may not import src/api (its types only)';
};

/** What is wrong with an import, or undefined. */
const complaintAbout = (file, specifier, typesOnly) => {
  if (!relative(CONSOLE, file).startsWith('..')) return consoleComplaint(file, specifier, typesOnly);
  const from = partsOf(file);
  if (from === undefined || from.length < 2) return undefined;
  const [room] = from;
  const pureFile = CORES.includes(room) && PURE_FILE.test(file);
  if (!specifier.startsWith('.')) {
    return pureFile ? 'A -plan.ts or -rules.ts file imports src/contracts only' : packageComplaint(from, specifier);
  }
  const to = partsOf(join(dirname(file), specifier));
  if (to === undefined) return undefined;
  const [other] = to;
  if (to.length === 1) {
    return PROGRAMS.includes(other.replace(/\.[jt]s$/, '')) ? `src/${room} may not import a program` : undefined;
  }
  if (pureFile && other !== 'contracts' && !(other === room && PURE_FILE.test(specifier))) {
    return 'A -plan.ts or -rules.ts file imports src/contracts only';
  }
  if (other === room) {
    const [kind, otherKind] = [from[1], to[1]];
    const strangers = SHELLS.includes(room) && KINDS.includes(kind) && KINDS.includes(otherKind) && kind !== otherKind;
    return strangers ? `src/${room}/${kind} may not import src/${room}/${otherKind}` : undefined;
  }
  const { run, types, pure = [] } = may[room] ?? { run: Object.keys(may), types: [] };
  if (run.includes(other) || (pure.includes(other) && PURE_FILE.test(specifier))) return undefined;
  if (types.includes(other)) {
    return typesOnly ? undefined : `src/${room} may not import src/${other} (its types only)`;
  }
  return `src/${room} may not import src/${other}`;
};

const importTable = {
  meta: { type: 'problem', schema: [] },
  create: (context) => {
    const check = (node, typesOnly) => {
      const specifier = node.source?.value ?? node.argument?.literal?.value;
      if (typeof specifier !== 'string') return;
      const message = complaintAbout(context.filename, specifier, typesOnly);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node, node.importKind === 'type'),
      ExportNamedDeclaration: (node) => check(node, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, false),
      TSImportType: (node) => check(node, true),
    };
  },
};

export const layering = [
  {
    files: ['src/**/*.ts', 'console/**/*.ts', 'console/**/*.tsx'],
    ignores: ['**/*.test.ts', 'console/vite.config.ts'],
    plugins: { house: { rules: { 'import-table': importTable } } },
    rules: { 'house/import-table': 'error' },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/worker.ts', 'src/server.ts', 'src/cli.ts', 'src/sync.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only the three programs and sync.ts read the environment' },
        { object: 'process', property: 'exit', message: 'Only programs exit' },
      ],
    },
  },
];
