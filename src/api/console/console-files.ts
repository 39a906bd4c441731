import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** One file of the console, as it is answered. */
export interface ConsoleFile {
  readonly type: string;
  readonly etag: string;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly compressed: Uint8Array<ArrayBuffer>;
  /** Its name changes with its content. */
  readonly immutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The built files by their names below the folder, such as `assets/index-1a2b.js`; none where nothing was built. */
export const readConsoleFiles = (folder: string): ReadonlyMap<string, ConsoleFile> => {
  const files = new Map<string, ConsoleFile>();
  for (const name of namesIn(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const content = new Uint8Array(readFileSync(join(folder, name)));
    files.set(name, {
      type,
      etag: createHash('sha256').update(content).digest('base64url').slice(0, 22),
      content,
      compressed: new Uint8Array(gzipSync(content, { level: 9 })),
      immutable: name.startsWith('assets/'),
    });
  }
  return files;
};

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  } catch {
    return [];
  }
};
