import { access, constants, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Check, CheckResult } from './check-result.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import { formatBytes } from '../runs/format-run.js';
import { tryCheck } from './check-result.js';

/** Below this a run of any size is a risk. */
const LITTLE = 1_000_000_000;

/** Checks that each pipeline's work folder is writable and has space. */
export const checkDisk: Check = async (settings) => {
  const results = await Promise.all(
    pipelinesOf(settings, 'dump-import').map(({ name, storage }) => {
      const what = `disk of "${name}"`;
      return tryCheck(what, async (): Promise<CheckResult> => {
        const folder = await nearestFolder(storage.tempDir);
        await access(folder, constants.W_OK).catch(() => {
          throw new Error(`"${folder}" cannot be written; change its owner, or set storage.temp_dir`);
        });
        const { bavail, bsize } = await statfs(folder);
        const free = bavail * bsize;
        const text = `${formatBytes(free)} free for "${storage.tempDir}"`;
        if (free >= LITTLE) return { what, state: 'ok', text };
        return { what, state: 'warn', text, fix: ['a run needs room for its archives and their dumps'] };
      });
    }),
  );
  return results.flat();
};

/** The folder may not exist yet; a run creates it. */
const nearestFolder = async (path: string): Promise<string> => {
  for (let folder = path; ; folder = dirname(folder)) {
    const exists = await access(folder).then(
      () => true,
      () => false,
    );
    if (exists || folder === dirname(folder)) return folder;
  }
};
