import type { TableCopy } from '../copy/plan-copies.js';
import type { ReadingSessions } from './reading-sessions.js';
import type { CopyTo, SourceTable } from './sync-source.js';
import { quoteName, quoteQualified } from '../../connectors/postgres/quote-name.js';

export interface TableRowsOptions {
  readonly sessions: ReadingSessions;
  readonly signal: AbortSignal | undefined;
  /** Pages that the table itself has, without what is stored out of line. */
  readonly pages: number;
}

/** The rows of a table under the snapshot of the sessions: whole, in parts, with generated columns. */
export const tableRows = (
  { schema, name, columns, whole, sourceBytes, through, read }: TableCopy,
  { sessions, signal, pages }: TableRowsOptions,
): SourceTable => {
  const copyTo =
    (statement: string): CopyTo =>
    (target, onBytes, stop) =>
      sessions.use((session) => session.relay(statement, target, onBytes), stop ?? signal);
  const place = quoteQualified(schema, name);
  const some = (of: readonly string[], where = '') =>
    `copy (select ${of.map(quoteName).join(', ')} from only ${place}${where}) to stdout`;
  return {
    schema,
    name,
    columns,
    sourceBytes,
    ...(through === undefined ? {} : { through }),
    copyTo: copyTo(read),
    split: (parts) => pageRanges(pages, parts).map((range) => copyTo(some(columns, ` where ${range}`))),
    ...(whole === undefined
      ? {}
      : {
          whole: {
            columns: whole,
            sums: (stop) => sessions.use((session) => session.relay(some(whole)), stop ?? signal),
          },
        }),
  };
};

/** Conditions that share a table's rows out by their pages; the last one has no end, nor has the first a beginning. */
const pageRanges = (pages: number, parts: number): string[] => {
  const count = Math.min(parts, Math.max(pages, 1));
  const at = (part: number) => `'(${Math.floor((pages * part) / count)},0)'::tid`;
  return Array.from({ length: count }, (_, part) => {
    const bounds = [
      ...(part === 0 ? [] : [`ctid >= ${at(part)}`]),
      ...(part === count - 1 ? [] : [`ctid < ${at(part + 1)}`]),
    ];
    return bounds.length === 0 ? 'true' : bounds.join(' and ');
  });
};
