import type { Catalog } from '../catalog/read-families.js';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { quoteQualified, quoteText } from '../../connectors/postgres/quote-name.js';

/** Sequences that one statement names. */
const AT_ONCE = 200;

/**
 * Gives each sequence of the target the value of the source's. To be called after the rows: a sequence belongs to no
 * moment and only grows, so its value is then beyond every row of the copy. Values are text, which rounds nothing.
 */
export const copySequences = async (
  { sequences }: Catalog,
  source: PostgresConnection,
  target: PostgresConnection,
): Promise<void> => {
  for (let at = 0; at < sequences.length; at += AT_ONCE) {
    const some = sequences.slice(at, at + AT_ONCE).map(({ schema, name }) => quoteQualified(schema, name));
    const parts = some.map(
      (name) => `select ${quoteText(name)} as name, last_value::text as value, is_called as called from ${name}`,
    );
    const rows = await source.query(parts.join(' union all '), [], 'Cannot read the values of sequences');
    const calls = rows.map(
      ({ name, value, called }) =>
        `pg_catalog.setval(${quoteText(String(name))}, ${String(value)}::bigint, ${String(called)})`,
    );
    if (calls.length > 0) await target.query(`select ${calls.join(', ')}`, [], 'Cannot set the values of sequences');
  }
};
