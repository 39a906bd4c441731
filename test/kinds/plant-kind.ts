import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';

const root = join(import.meta.dirname, '..', '..');
const planted = join(import.meta.dirname, 'planted');

/** Beside its own folders a kind is one import and one entry in each of these; the entry goes before the text. */
export const ENTRIES: readonly { file: string; imports: string; before: string; entry: string }[] = [
  {
    file: 'contracts/kinds.ts',
    imports:
      "import type { GreetingDetail, GreetingInput, GreetingResult, GreetingSettings } from './greeting/kind.js';\nimport { GREETING } from './greeting/kind.js';\n",
    before: "  readonly 'dump-import': {",
    entry:
      '  readonly greeting: { input: GreetingInput; settings: GreetingSettings; detail: GreetingDetail; result: GreetingResult };\n',
  },
  { file: 'contracts/kinds.ts', imports: '', before: "'dump-import': DUMP_IMPORT", entry: 'greeting: GREETING, ' },
  {
    file: 'workflows/index.ts',
    imports: '',
    before: 'export {',
    entry: "export { greet } from './greeting/greet.js';\n",
  },
  {
    file: 'activities/create-activities.ts',
    imports: "import { greetingActivities } from './greeting/create-greeting-activities.js';\n",
    before: "  'dump-import': dumpImportActivities,",
    entry: '  greeting: greetingActivities,\n',
  },
  {
    file: 'config/pipeline-kinds.ts',
    imports: "import { greetingKind } from './greeting/pipeline-kind.js';\n",
    before: "  'dump-import': dumpImportKind,",
    entry: '  greeting: greetingKind,\n',
  },
  {
    file: 'api/runs/run-kinds.ts',
    imports: "import { greetingView } from '../greeting/run-view.js';\n",
    before: "  'dump-import': dumpImportView,",
    entry: '  greeting: greetingView,\n',
  },
];

/** Builds the product with the planted kind in a folder; throws what the compiler says. Returns the built programs. */
export const plantKind = (folder: string): string => {
  const src = join(folder, 'src');
  cpSync(join(root, 'src'), src, { recursive: true });
  for (const name of readdirSync(planted, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts.txt')) continue;
    const target = join(src, name.slice(0, -'.txt'.length));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(planted, name), target);
  }
  for (const { file, imports, before, entry } of ENTRIES) {
    const text = readFileSync(join(src, file), 'utf8');
    if (text.split(before).length < 2) throw new Error(`${file} has no "${before}"`);
    writeFileSync(join(src, file), imports + text.replace(before, () => entry + before));
  }
  for (const name of ['tsconfig.json', 'tsconfig.build.json', 'package.json', 'scripts'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: folder, stdio: 'pipe' });
  run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
  run('scripts/build-kernel.js');
  run('scripts/bundle-workflows.js');
  return join(folder, 'dist');
};
