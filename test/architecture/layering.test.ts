import { join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { kindsAreLookedUp, layering } from '../../layering.js';

const root = join(import.meta.dirname, '..', '..');
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.ts', '**/*.tsx'],
      languageOptions: { parser: tseslint.parser },
      plugins: { '@typescript-eslint': tseslint.plugin },
    },
    kindsAreLookedUp as never,
    ...(layering as never[]),
  ],
});

/** What the import rules say about a file of this name with this content. */
const complaints = async (file: string, code: string): Promise<string[]> => {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  return (result?.messages ?? []).map(({ message }) => message);
};

describe('the kinds of run', () => {
  it.each([
    "if (pipeline.kind === 'dump-import') start();",
    "const isImport = 'dump-import' !== kind;",
    "switch (kind) { case 'maintenance': break; }",
  ])('are looked up, never compared: %s', async (code) => {
    expect(await complaints('src/api/x.ts', code)).toEqual([expect.stringContaining('not in a comparison')]);
  });

  it('may be named in a table', async () => {
    expect(await complaints('src/api/x.ts', "const TABLE = { 'dump-import': 1 };")).toEqual([]);
  });
});

describe('the import table', () => {
  it.each([
    ['contracts import nothing', 'src/contracts/x.ts', "import { y } from '../formats/mysql-dump/y.js';"],
    ['contracts use no package', 'src/contracts/x.ts', "import { z } from 'zod';"],
    ['contracts use no Node module', 'src/contracts/x.ts', "import { join } from 'node:path';"],
    ['formats know no connector', 'src/formats/mysql-dump/x.ts', "import { y } from '../../connectors/sftp/y.js';"],
    ['connectors know no core', 'src/connectors/mysql/x.ts', "import { y } from '../../dump-import/y.js';"],
    ['the store knows no configuration', 'src/store/x.ts', "import { y } from '../config/y.js';"],
    ['the store has no driver', 'src/store/x.ts', "import mysql from 'mysql2';"],
    ['the store on PostgreSQL has no other driver', 'src/store/postgres/x.ts', "import mysql from 'mysql2';"],
    ['the store on MySQL knows no core', 'src/store/mysql/x.ts', "import { y } from '../../dump-import/y.js';"],
    ['configuration knows no connector', 'src/config/x.ts', "import { y } from '../connectors/mysql/y.js';"],
    ['telemetry knows no store', 'src/telemetry/x.ts', "import { y } from '../store/y.js';"],
    ['a core knows no store', 'src/dump-import/x.ts', "import { y } from '../store/y.js';"],
    ['a core knows no Temporal', 'src/dump-import/x.ts', "import { heartbeat } from '@temporalio/activity';"],
    ['a core has no driver', 'src/dump-import/load/x.ts', "import mysql from 'mysql2';"],
    ['a core has no SSH', 'src/dump-import/x.ts', "import { Client } from 'ssh2';"],
    ['a core knows no shell', 'src/dump-import/x.ts', "import { y } from '../activities/y.js';"],
    [
      'activities take connectors as types only',
      'src/activities/x.ts',
      "import { y } from '../connectors/mysql/y.js';",
    ],
    ['activities take the store as types only', 'src/activities/x.ts', "import { y } from '../store/y.js';"],
    ['activities know no workflow', 'src/activities/x.ts', "import { y } from '../workflows/y.js';"],
    ['activities know no API', 'src/activities/x.ts', "import type { y } from '../api/y.js';"],
    ['workflows take activities as types only', 'src/workflows/x.ts', "import { y } from '../activities/y.js';"],
    [
      'workflows take only pure files of a core',
      'src/workflows/x.ts',
      "import { y } from '../dump-import/load/load-dump.js';",
    ],
    ['workflows use no Node module', 'src/workflows/x.ts', "import { readFile } from 'node:fs/promises';"],
    ['workflows use no schema library', 'src/workflows/x.ts', "import { z } from 'zod';"],
    [
      'workflows know no connector, not even its types',
      'src/workflows/x.ts',
      "import type { y } from '../connectors/mysql/y.js';",
    ],
    ['the API takes workflows as types only', 'src/api/x.ts', "import { dumpImport } from '../workflows/index.js';"],
    ['the API takes connectors as types only', 'src/api/x.ts', "import { y } from '../connectors/temporal/y.js';"],
    ['the API takes the store as types only', 'src/api/x.ts', "import { y } from '../store/y.js';"],
    ['the API knows no activity', 'src/api/x.ts', "import type { y } from '../activities/y.js';"],
    ['a folder of the API knows no core', 'src/api/dump-import/x.ts', "import { y } from '../../dump-import/y.js';"],
    ['an import takes no detour', 'src/api/runs/x.ts', "import { y } from '../../api/../dump-import/y.js';"],
    ['commands take the API as types only', 'src/commands/x.ts', "import { y } from '../api/y.js';"],
    ['commands know no workflow', 'src/commands/x.ts', "import type { y } from '../workflows/y.js';"],
    ['commands know no store', 'src/commands/x.ts', "import { y } from '../store/y.js';"],
    [
      'the API takes pure files of a core only',
      'src/api/x.ts',
      "import { y } from '../dump-import/load/load-dump.js';",
    ],
    ['a kind of a shell knows no other kind', 'src/api/dump-import/x.ts', "import { y } from '../table-import/y.js';"],
    ['what is loaded later counts', 'src/store/x.ts', "const y = await import('../config/y.js');"],
    ['what is passed on counts', 'src/store/x.ts', "export * from '../config/y.js';"],
    ['the console takes the API as types only', 'console/run/x.tsx', "import { y } from '../../src/api/y.js';"],
    ['the console knows no contract', 'console/run/x.tsx', "import type { y } from '../../src/contracts/y.js';"],
    ['the console runs in a browser', 'console/api/x.ts', "import { join } from 'node:path';"],
    ['a room imports no program', 'src/api/x.ts', "import { y } from '../worker.js';"],
    [
      'a pure file of a core imports contracts only',
      'src/dump-import/x-rules.ts',
      "import { y } from '../formats/mysql-dump/y.js';",
    ],
    ['a pure file of a core uses no package', 'src/dump-import/load/x-plan.ts', "import picomatch from 'picomatch';"],
    ['only programs read the environment', 'src/api/x.ts', "export const y = process.env['HOME'];"],
    ['only programs exit', 'src/dump-import/x.ts', 'process.exit(1);'],
  ])('%s', async (_rule, file, violation) => {
    expect(await complaints(file, violation)).toHaveLength(1);
  });

  it.each([
    ['src/contracts/x.ts', "import type { y } from './y.js';"],
    ['src/formats/mysql-dump/x.ts', "import { StevedoreError } from '../../contracts/errors.js';"],
    ['src/connectors/sftp/x.ts', "import { Client } from 'ssh2';"],
    ['src/store/x.ts', "import { Kysely } from 'kysely';"],
    [
      'src/dump-import/x.ts',
      "import { y } from '../connectors/mysql/y.js'; import { z } from '../formats/mysql-dump/z.js';",
    ],
    ['src/activities/x.ts', "import { y } from '../dump-import/y.js'; import type { Store } from '../store/store.js';"],
    [
      'src/workflows/x.ts',
      "import { y } from '../dump-import/freshness-rules.js'; import type { A } from '../activities/a.js';",
    ],
    [
      'src/workflows/x.ts',
      "import { sleep } from '@temporalio/workflow'; import { y } from '../contracts/temporal-names.js';",
    ],
    [
      'src/dump-import/x-rules.ts',
      "import type { y } from '../contracts/runs/wait.js'; import { z } from './glob-rules.js';",
    ],
    ['src/api/x.ts', "import { Hono } from 'hono'; import type { dumpImport } from '../workflows/index.js';"],
    ['src/api/x.ts', "import { y } from './dump-import/routes.js';"],
    ['src/api/runs/x.ts', "import { y } from '../dump-import/progress.js'; import type { Z } from '../../store/z.js';"],
    [
      'src/commands/x.ts',
      "import { y } from '../connectors/mysql/y.js'; import type { App } from '../api/create-app.js';",
    ],
    ['src/workflows/x.ts', "import { y } from './dump-import/y.js'; import { z } from './run/z.js';"],
    ['src/dump-import/a/x-rules.ts', "import { z } from '../b/z-rules.js';"],
    ['src/store/postgres/x.ts', "import pg from 'pg';"],
    [
      'console/run/x.tsx',
      "import { h } from 'preact'; import type { y } from '../../src/api/y.js'; import { z } from '../api/z.js';",
    ],
    ['src/worker.ts', "import { y } from './store/y.js'; export const z = process.env['HOME'];"],
  ])('allows %s: %s', async (file, code) => {
    expect(await complaints(file, code)).toEqual([]);
  });
});
