// Compiles the hot loops over rows and records to WebAssembly, beside their sources and, where that is built, into
// dist.
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const root = join(import.meta.dirname, '..');
const options = ['--runtime', 'stub', '--noAssert', '--enable', 'simd', '-O3', '--use', 'abort='];

for (const [room, name] of [
  ['formats/mysql-dump', 'row-kernel.wasm'],
  ['formats/csv', 'csv-kernel.wasm'],
  ['connectors/postgres', 'copy-kernel.wasm'],
]) {
  const folder = join(room, 'kernel');
  const file = join('src', folder, name);
  const { error, stderr } = await asc.main([
    join('src', folder, 'index.ts'),
    '--baseDir',
    root,
    '--outFile',
    file,
    ...options,
  ]);
  if (error) {
    console.error(stderr.toString());
    throw error;
  }
  await mkdir(join(root, 'dist', folder), { recursive: true });
  await copyFile(join(root, file), join(root, 'dist', folder, name));
}
