import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The product's version, from its package. */
export const readVersion = (): string => {
  const file = fileURLToPath(new URL('../package.json', import.meta.url));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
};
