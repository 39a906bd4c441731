import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { SequenceValue } from '../source/sync-source.js';
import { quoteQualified, quoteText } from '../../connectors/postgres/quote-name.js';

/** Sequences that one statement names. */
const AT_ONCE = 200;

/**
 * Reads the value of each sequence. To be called after the rows: a sequence belongs to no moment and only grows, so its
 * value is then beyond every row of the copy. Values are text, which rounds nothing.
 */
export const readSequenceValues = async (
  connection: PostgresConnection,
  sequences: readonly { readonly schema: string; readonly name: string }[],
): Promise<SequenceValue[]> => {
  const values: SequenceValue[] = [];
  for (let at = 0; at < sequences.length; at += AT_ONCE) {
    const some = sequences.slice(at, at + AT_ONCE);
    const parts = some.map(
      ({ schema, name }) =>
        `select ${quoteText(schema)} as schema, ${quoteText(name)} as name, last_value::text as value, is_called as called from ${quoteQualified(schema, name)}`,
    );
    const rows = await connection.query(parts.join(' union all '), [], 'Cannot read the values of sequences');
    for (const { schema, name, value, called } of rows)
      values.push({ schema: String(schema), name: String(name), value: String(value), called: called === true });
  }
  return values;
};

/** Gives sequences their values; `placeOf` says in which schema each one is. */
export const setSequenceValues = async (
  connection: PostgresConnection,
  values: readonly SequenceValue[],
  schemaOf: (schema: string) => string = (schema) => schema,
): Promise<void> => {
  for (let at = 0; at < values.length; at += AT_ONCE) {
    const calls = values
      .slice(at, at + AT_ONCE)
      .map(
        ({ schema, name, value, called }) =>
          `pg_catalog.setval(${quoteText(quoteQualified(schemaOf(schema), name))}, ${quoteText(value)}::bigint, ${called})`,
      );
    await connection.query(`select ${calls.join(', ')}`, [], 'Cannot set the values of sequences');
  }
};
