import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../node_modules/.cache/stevedore', import.meta.url));

/**
 * A folder that `make` fills once and that later tests find again: read it, never change it. Made beside its place and
 * moved there whole, so any number of processes may ask at once. The name must change with everything that the content
 * depends on.
 */
export async function cachedFolder(name: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  const place = join(cache, name);
  if (existsSync(place)) return place;
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const making = mkdtempSync(join(cache, 'making-'));
  try {
    const made = join(making, 'done');
    await make(made);
    renameSync(made, place);
  } catch (error) {
    // Another process was quicker: its folder is as good.
    if (!existsSync(place)) throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return place;
}
