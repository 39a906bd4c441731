import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagramSvg } from './diagram.js';

/** Writes an SVG beside each description docs/images/*.txt; a test fails while one is stale. */
const folder = join(import.meta.dirname, '..', 'docs', 'images');
for (const name of readdirSync(folder).filter((file) => file.endsWith('.txt'))) {
  const target = join(folder, name.replace(/\.txt$/, '.svg'));
  writeFileSync(target, diagramSvg(readFileSync(join(folder, name), 'utf8')));
  console.log(`Wrote ${target}`);
}
