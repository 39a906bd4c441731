import type { TargetSessions } from './target-sessions.js';
import { quoteText } from '../../connectors/postgres/quote-name.js';

/**
 * Freezes rows that were not frozen as they came. Returns whether every transaction of the target sees them now: while
 * one runs that began before they were committed, it would read the table as empty.
 */
export const freezeRows = (sessions: TargetSessions, place: string): Promise<boolean> =>
  sessions.use({ action: `Cannot freeze ${place}` }, async (connection) => {
    await connection.execute(`vacuum (freeze) ${place}`, [], `Cannot freeze ${place}`);
    const table = `${quoteText(place)}::regclass`;
    const [row] = await connection.query(
      `select coalesce(bool_and(relallvisible >= relpages), true) as visible from pg_class
        where relkind = 'r' and (oid = ${table} or oid in (select relid from pg_partition_tree(${table})))`,
      [],
      `Cannot see whether ${place} is frozen`,
    );
    return row?.['visible'] === true;
  });
