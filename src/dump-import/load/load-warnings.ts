import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WarningNote } from '../../connectors/mysql/read-warnings.js';

/** The server's warnings while one table was loaded. */
export interface TableWarnings {
  readonly table: string;
  readonly count: number;
  readonly notes: readonly WarningNote[];
}

/** Keeps a load's warnings beside the dump for the later proof, together with those of earlier tries. Best effort. */
export const keepLoadWarnings = async (directory: string, warnings: readonly TableWarnings[]): Promise<void> => {
  if (warnings.length === 0) return;
  const again = new Set(warnings.map(({ table }) => table));
  const earlier = (await readLoadWarnings(directory)).filter(({ table }) => !again.has(table));
  await writeFile(fileIn(directory), JSON.stringify([...earlier, ...warnings]), { mode: 0o600 }).catch(() => undefined);
};

/** Returns the kept warnings; empty if there is no file. */
export const readLoadWarnings = async (directory: string): Promise<readonly TableWarnings[]> => {
  try {
    return JSON.parse(await readFile(fileIn(directory), 'utf8')) as TableWarnings[];
  } catch {
    return [];
  }
};

const fileIn = (directory: string): string => join(directory, 'load-warnings.json');

/** `1366 for column "n" (row 1)`. */
export const describeWarnings = (notes: readonly WarningNote[]): string =>
  notes
    .slice(0, MOST)
    .map(({ number, column, row, count }) => {
      const where = [
        ...(count > 1 ? [`${count} times`] : []),
        ...(row === undefined ? [] : [count > 1 ? `first in row ${row}` : `row ${row}`]),
      ].join(', ');
      return `${number}${MEANING[number] === undefined ? '' : ` ${MEANING[number]}`}${column === undefined ? '' : ` for column "${column}"`}${where === '' ? '' : ` (${where})`}`;
    })
    .join(', ') + (notes.length > MOST ? ', …' : '');

const MOST = 5;

const MEANING: Readonly<Record<number, string>> = {
  1048: 'NULL in a NOT NULL column',
  1062: 'duplicate key',
  1261: 'too few values',
  1262: 'too many values',
  1263: 'NULL in a NOT NULL column',
  1264: 'number out of range',
  1265: 'value cut',
  1292: 'wrong value',
  1300: 'a text invalid in its character set',
  1364: 'no default',
  1366: 'wrong value',
  1406: 'too long',
  4025: 'check violated',
};
