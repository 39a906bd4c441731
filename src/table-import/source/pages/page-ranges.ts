import { dirname } from 'node:path';
import type { PageRange } from '../../../contracts/table-import/pages/page-range.js';
import { addPage } from '../../../contracts/table-import/pages/page-range.js';
import { readJournal } from './page-spool.js';

/** Which lines of a spool are of which page. */
export const pageRanges = async (path: string): Promise<readonly PageRange[]> => {
  const ranges: PageRange[] = [];
  for (const { items } of (await readJournal(dirname(path)))?.pages ?? []) addPage(ranges, items);
  return ranges.slice(0, MOST_RANGES);
};

/** More would be too much for the record of a file. */
const MOST_RANGES = 10_000;
