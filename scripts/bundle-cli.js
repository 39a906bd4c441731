// Joins what every command loads into dist/cli.js itself: 400 small files take longer to find than to run. What a
// command loads on demand (a worker, a server, a connector) stays as it is beside it.
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const dist = join(import.meta.dirname, '..', 'dist');
const onDemand = {
  name: 'on-demand',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\./ }, ({ kind, path, importer }) =>
      kind === 'dynamic-import'
        ? { path: `./${relative(dist, resolve(dirname(importer), path))}`, external: true }
        : undefined,
    ),
};
// Takes as long to begin as half of a short command, and only texts beyond ASCII need it.
const atFirstUse = {
  name: 'at-first-use',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^string-width$/ }, ({ importer, kind }) =>
      kind === 'import-statement'
        ? { path: 'string-width', namespace: 'at-first-use', pluginData: dirname(importer) }
        : undefined,
    );
    onLoad({ filter: /./, namespace: 'at-first-use' }, ({ path, pluginData }) => ({
      contents: `let used; export default (...given) => (used ??= require('${path}').default)(...given);`,
      resolveDir: pluginData,
    }));
  },
};
await build({
  entryPoints: [join(dist, 'cli.js')],
  outfile: join(dist, 'cli.js'),
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  // Packages in CommonJS ask for Node's own modules by it.
  banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
  plugins: [onDemand, atFirstUse],
});
