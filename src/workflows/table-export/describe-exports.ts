import type { TableExportDetail } from '../../contracts/table-export/snapshot.js';
import { code, count } from '../run/markdown.js';

/** What the Web UI shows of the files of an export. */
export const describeExports = ({ files }: TableExportDetail): readonly string[] => [
  files
    .slice(-FILES_SHOWN)
    .map(
      ({ name, file, rows, bytes }) => `- ${code(name)}: ${count(rows)} rows, ${count(bytes)} bytes in ${code(file)}`,
    )
    .join('\n'),
];

const FILES_SHOWN = 20;
