import type { TableImportDetail } from '../../contracts/table-import/snapshot.js';
import { code, count } from '../run/markdown.js';

/** What the Web UI shows of the records of an import. */
export const describeRecords = ({ dryRun, counts, files }: TableImportDetail): readonly string[] => {
  if (files.length === 0) return [];
  const { records, inserted, updated, unchanged, superseded, rejected } = counts;
  const parts = Object.entries({ inserted, updated, unchanged, superseded, rejected });
  return [
    `${count(records)} records: ${parts.map(([word, number]) => `${count(number)} ${word}`).join(', ')}` +
      (dryRun ? ' (dry run: nothing was written)' : ''),
    files
      .slice(0, FILES_SHOWN)
      .map(({ name, table, state, error }) => {
        const why = error === undefined ? '' : ` (${code(error.code)})`;
        return `- ${code(name)} into ${code(table)}: ${state}${why}`;
      })
      .join('\n'),
  ];
};

const FILES_SHOWN = 20;
