import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';

/**
 * What a source says of extensions that the target has already, where that says something else: it is kept there. Each
 * a sentence.
 */
export const keptComments = async (
  connection: PostgresConnection,
  wanted: ReadonlyMap<string, string> = new Map(),
): Promise<string[]> => {
  if (wanted.size === 0) return [];
  const rows = await connection.query(
    `select extname::text as name, coalesce(pg_catalog.obj_description(oid, 'pg_extension'), '') as comment
       from pg_catalog.pg_extension where extname = any ($1::text[]) order by 1`,
    [[...wanted.keys()]],
    'Cannot read what is said of extensions',
  );
  return rows
    .filter(({ name, comment }) => wanted.get(String(name)) !== comment)
    .map(({ name }) => `The target keeps its own comment of the extension "${String(name)}"`);
};
