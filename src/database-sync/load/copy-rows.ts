import type { RowSums } from '../../connectors/postgres/copy/row-sums.js';
import type { CopyTo, SourceTable } from '../source/sync-source.js';
import type { CopyUnit } from './copy-unit.js';
import type { TargetSessions } from './target-sessions.js';
import type { TrueNames } from '../stage/staging.js';
import { quoteQualified } from '../../connectors/postgres/quote-name.js';
import { addSums, NO_ROWS } from '../../connectors/postgres/copy/row-sums.js';
import { withTrueNames } from '../stage/true-names.js';

export interface CopyRowsOptions {
  readonly names: TrueNames;
  readonly signal?: AbortSignal;
  readonly onBytes?: (table: SourceTable, bytes: number) => void;
  readonly onAgain?: (table: SourceTable, reason: string) => void;
}

/**
 * Empties what the unit fills and copies its rows there, all in one transaction; returns the sums of each table of the
 * source.
 *
 * 1. It may be called on what an earlier call has filled: its rows are there once.
 * 2. Rows are frozen, so that a reader with an older moment sees them, not an empty table; not below a partitioned
 *    table that spreads them, where the server cannot.
 * 3. Where rows run functions that know tables by their true names, they come in under these, which nobody else sees.
 * 4. When a session is lost, of either side, the whole unit is copied again.
 */
export const copyRows = (
  sessions: TargetSessions,
  { schema, name, place, list, sources, spread, bound }: CopyUnit,
  { names, signal, onBytes, onAgain }: CopyRowsOptions,
): Promise<RowSums[]> => {
  const freeze = spread ? '' : ' with (freeze)';
  let current = sources[0];
  return sessions.transaction(
    // A table that others inherit from leaves their rows alone.
    `truncate ${spread ? '' : 'only '}${place}`,
    async (connection) => {
      const copyAll = async (into: string): Promise<RowSums[]> => {
        const statement = `copy ${into}${list} from stdin${freeze}`;
        const sums: RowSums[] = [];
        for (const table of sources) {
          current = table;
          sums.push(await table.copyTo({ connection, statement }, (bytes) => onBytes?.(table, bytes), signal));
        }
        return sums;
      };
      return bound ? withTrueNames(connection, names, () => copyAll(quoteQualified(schema, name))) : copyAll(place);
    },
    {
      action: `Cannot fill ${place}`,
      onAgain: (reason) => current !== undefined && onAgain?.(current, reason),
    },
  );
};

/** Empties what the parts of a unit are to fill. */
export const emptyUnit = (sessions: TargetSessions, { place }: CopyUnit): Promise<void> =>
  sessions.transaction(`truncate only ${place}`, () => Promise.resolve(), { action: `Cannot empty ${place}` });

/**
 * Copies a part of a table into what `emptyUnit` has emptied, beside other parts; its rows are there once. They are not
 * frozen, which the server does for none that fills a table beside others: see `freezeRows`.
 */
export const copyPart = (
  sessions: TargetSessions,
  { place, list, sources: [table] }: CopyUnit,
  copyTo: CopyTo,
  { signal, onBytes, onAgain }: CopyRowsOptions,
): Promise<RowSums> =>
  sessions.transaction(
    'set local lock_timeout = 0',
    (connection) =>
      copyTo(
        { connection, statement: `copy ${place}${list} from stdin` },
        (bytes) => table !== undefined && onBytes?.(table, bytes),
        signal,
      ),
    { action: `Cannot fill ${place}`, onAgain: (reason) => table !== undefined && onAgain?.(table, reason) },
  );

export const totalOf = (sums: readonly RowSums[]): RowSums => sums.reduce(addSums, NO_ROWS);
