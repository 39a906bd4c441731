import type { DatabaseSyncDetail } from '../../contracts/database-sync/snapshot.js';
import { code, count } from '../run/markdown.js';

/** What the Web UI shows of a copy of a database. */
export const describeSync = ({ ends, progress, dump }: DatabaseSyncDetail): readonly string[] => [
  ...(ends === undefined ? [] : [describeEnds(ends)]),
  ...(progress === undefined
    ? []
    : [`${progress.tablesDone} of ${progress.tablesTotal} tables, ${count(progress.rows)} rows`]),
  ...(dump === undefined
    ? []
    : [`Dump ${code(dump.file)}: ${count(dump.rows)} rows of ${dump.tables} tables, ${count(dump.bytes)} bytes`]),
];

const describeEnds = ({ shape, source, destination, file }: NonNullable<DatabaseSyncDetail['ends']>): string => {
  const from = source ?? file;
  const ends = [from, destination].filter((name) => name !== undefined).map(code);
  return `${shape} ${ends.join(' → ')}`;
};
