import type { MaintenanceDetail } from '../../contracts/maintenance/snapshot.js';
import { code, count } from '../run/markdown.js';

/** What the Web UI shows of what was compared. */
export const describeVerified = ({ verified }: MaintenanceDetail): readonly string[] => [
  verified
    .map(
      ({ pipeline, tables, rows, changed }) =>
        `- ${code(pipeline)}: ${tables} tables, ${count(rows)} rows; ${changed === 0 ? 'nothing has changed' : `**${changed} changed**`}`,
    )
    .join('\n'),
];
