import { basename, dirname, resolve } from 'node:path';
import type { LocalSource } from '../../contracts/table-import/settings.js';
import type { Machine } from '../fields/machine.js';
import type { TableImportBlock } from './table-import-block.js';

/** A folder on the disk: `./inbox` and a pattern, or `./inbox/*.csv`. */
export const localSource = (
  { path, file_pattern: pattern }: NonNullable<TableImportBlock['source']>,
  { workingDirectory }: Machine,
): LocalSource => {
  const whole = resolve(workingDirectory, path);
  if (pattern !== undefined || !/[*?]/.test(basename(whole)))
    return { kind: 'local', path: whole, filePattern: pattern ?? '*' };
  return { kind: 'local', path: dirname(whole), filePattern: basename(whole) };
};
