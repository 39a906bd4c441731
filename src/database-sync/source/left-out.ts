import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { isStevedoreError } from '../../contracts/errors.js';
import { isGenerationSchema, MARK_SCHEMA } from '../generation-names.js';
import { listGenerations } from '../publish/generation-record.js';
import { ownSchemas } from '../publish/own-schemas.js';
import { listed } from './check-readable.js';

/**
 * Tells of schemas that no copy has, because they are called as those of generations are, although no sync into this
 * database has made them. Where the account may not read the marks, nobody knows, and nothing is told.
 */
export const leftOutSchemas = async (connection: PostgresConnection): Promise<string[]> => {
  const rows = await connection.query(
    `select nspname::text as name from pg_catalog.pg_namespace where nspname ~ '^(imp|prev|stevedore)_' order by 1`,
    [],
    'Cannot read the schemas',
  );
  const names = rows.map(({ name }) => String(name)).filter((name) => name !== MARK_SCHEMA && isGenerationSchema(name));
  if (names.length === 0) return [];
  try {
    const all = await listGenerations(connection);
    const own = new Set([
      ...all.flatMap(({ staging }) => (staging?.ownDatabase === false ? staging.names : [])),
      ...(await ownSchemas(connection, names, all)),
    ]);
    const others = names.filter((name) => !own.has(name));
    return others.length === 0
      ? []
      : [`The copy lacks the schemas ${listed(others)} of the source: they are called as those of this program are`];
  } catch (error) {
    if (isStevedoreError(error) && error.code === 'POSTGRES_PERMISSION_DENIED') return [];
    throw error;
  }
};
