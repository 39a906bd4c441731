import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorDocs } from './error-doc.js';

/** Writes docs/reference/errors.md and a page for each code, and removes pages of codes that are gone. */
const reference = join(import.meta.dirname, '..', 'docs', 'reference');
const pages = errorDocs();
mkdirSync(join(reference, 'errors'), { recursive: true });
for (const name of readdirSync(join(reference, 'errors'))) {
  if (!pages.has(`errors/${name}`)) rmSync(join(reference, 'errors', name));
}
for (const [name, text] of pages) writeFileSync(join(reference, name), text);
console.log(`Wrote ${pages.size} pages in ${reference}`);
