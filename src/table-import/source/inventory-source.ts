import { createHash } from 'node:crypto';
import { open, rename, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import { translateDiskError } from '../../connectors/disk/disk-errors.js';
import { readFolder } from '../../connectors/disk/read-folder.js';
import { prepareWorkDirectory } from '../../connectors/disk/work-files.js';
import { matchesGlob } from '../../contracts/matches-glob.js';
import type { InventorySource } from '../../contracts/table-import/settings.js';
import { allowedPath } from '../../connectors/disk/allowed-path.js';
import { matching } from './matching-files.js';
import type { FetchRequest, SourceAdapter } from './source-adapter.js';

/**
 * A folder, and those within it, whose files become records: `title` (the name without its extension), `external_id`
 * (the path within the folder), `genre` (the folder that it is in), `file_name`, `extension`, `size` in bytes,
 * `modified_at`. Links are not followed, and names that begin with a dot are passed over.
 */
export const inventorySource: SourceAdapter<InventorySource> = {
  list: async ({ path }, { folders }) => {
    const folder = await allowedPath(path, folders);
    const { mtimeMs } = await stat(folder);
    return [{ name: `${basename(folder)}.ndjson`, path, size: 0, modTime: new Date(mtimeMs).toISOString() }];
  },
  fetch: async (source, request) => {
    const folder = await allowedPath(source.path, request.folders);
    await prepareWorkDirectory(request.directory);
    const path = join(request.directory, 'inventory.ndjson');
    const { checksum, count } = await writeInventory(folder, source.filePattern, `${path}.part`, request);
    await rename(`${path}.part`, path);
    return { path, checksum, ...(count === 0 ? { empty: true } : {}) };
  },
  test: async ({ path, filePattern }, { folders }) => {
    const files: string[] = [];
    for await (const file of filesBelow(await allowedPath(path, folders), filePattern)) files.push(file);
    return matching(filePattern, files);
  },
  nameOf: ({ path }) => `inventory:${path}`,
};

const writeInventory = async (
  folder: string,
  pattern: string,
  part: string,
  { signal, onProgress }: Pick<FetchRequest, 'signal' | 'onProgress'>,
): Promise<{ readonly checksum: string; readonly count: number }> => {
  const hash = createHash('sha256');
  const output = await open(part, 'w', 0o600);
  let count = 0;
  try {
    for await (const file of filesBelow(folder, pattern)) {
      signal.throwIfAborted();
      const line = await lineOf(folder, file);
      if (line === undefined) continue;
      hash.update(line);
      await output.appendFile(line);
      onProgress(++count, count);
    }
    await output.sync();
  } catch (error) {
    throw translateDiskError(`Cannot make the inventory of "${basename(folder)}"`, error, 'work_dir');
  } finally {
    await output.close();
  }
  return { checksum: `sha256:${hash.digest('hex')}`, count };
};

/** In the order of their names, folder after folder. */
async function* filesBelow(folder: string, pattern: string): AsyncGenerator<string, void, undefined> {
  const entries = await readFolder(folder);
  for (const entry of entries.sort((one, two) => (one.name < two.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path, pattern);
    else if (entry.isFile() && matchesGlob(pattern, entry.name)) yield path;
  }
}

/** Undefined for a file that is gone meanwhile. */
const lineOf = async (folder: string, path: string): Promise<string | undefined> => {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) return undefined;
  const within = relative(folder, path).split(sep);
  const [name = ''] = within.slice(-1);
  const extension = extname(name);
  const record = {
    title: basename(name, extension),
    external_id: within.join('/'),
    genre: within.at(-2) ?? null,
    file_name: name,
    extension: extension.slice(1).toLowerCase(),
    size: facts.size,
    modified_at: facts.mtime.toISOString(),
  };
  return `${JSON.stringify(record)}\n`;
};
