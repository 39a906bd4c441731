import { join } from 'node:path';
import { defineConfig } from 'vite';

/** Builds the console into dist/console, where the server finds it. There is no inline script: each is a file. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  logLevel: 'warn',
  build: {
    outDir: join(import.meta.dirname, '../dist/console'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
