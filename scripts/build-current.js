// `npm run build:current`: builds, unless what is there was built here from the same files. That is known by their
// contents, and by those of all that the build left, so what was changed or removed since is built anew.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
/** Goes with the packages, as those are a part of what is built. */
const note = join(root, 'node_modules/.cache/stevedore/built.json');

/** Also what decides how it is built; kernels are compiled beside their sources. */
const SOURCES = ['src', 'console', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'];
const MORE_SOURCES = readdirSync(root).filter((name) => /^tsconfig\..*json$/.test(name));
const isCompiled = (file) => file.endsWith('.wasm');

const filesBelow = (path) => {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((one, two) => (one.name < two.name ? -1 : 1))
    .flatMap((entry) => filesBelow(join(path, entry.name)));
};
const sumOf = (files) => {
  const sum = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(file);
    sum.update(`${relative(root, file)} ${content.length}\n`).update(content);
  }
  return sum.digest('hex');
};
const sources = () => [...SOURCES, ...MORE_SOURCES].flatMap((name) => filesBelow(join(root, name)));
const sumOfSources = () =>
  `${process.version} ${process.env.NODE_ENV ?? ''} ${sumOf(sources().filter((file) => !isCompiled(file)))}`;
const sumOfBuilt = () => sumOf([...filesBelow(join(root, 'dist')), ...sources().filter(isCompiled)]);

const noted = () => {
  try {
    return JSON.parse(readFileSync(note, 'utf8'));
  } catch {
    return {};
  }
};

const before = sumOfSources();
const { from, built } = noted();
if (from === before && built === sumOfBuilt()) {
  console.log('What is built is current.');
} else {
  rmSync(note, { force: true });
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  // What was changed while it was built may not be in it.
  if (sumOfSources() === before) {
    mkdirSync(dirname(note), { recursive: true });
    writeFileSync(note, JSON.stringify({ from: before, built: sumOfBuilt() }));
  }
}
