/** What everybody reads who may log in: definitions, no secrets, nothing of other sessions. */
const OF_EVERYBODY: ReadonlySet<string> = new Set(
  (
    'pg_am pg_attrdef pg_attribute pg_class pg_collation pg_constraint pg_database pg_depend pg_description pg_enum pg_extension pg_index pg_indexes ' +
    'pg_inherits pg_language pg_matviews pg_namespace pg_opclass pg_operator pg_proc pg_range pg_roles pg_sequence pg_sequences pg_tables ' +
    'pg_timezone_abbrevs pg_timezone_names pg_trigger pg_type pg_views'
  ).split(' '),
);

const OF_INFORMATION: ReadonlySet<string> = new Set(
  'columns key_column_usage referential_constraints routines schemata sequences table_constraints tables views'.split(
    ' ',
  ),
);

/**
 * Why something that runs while a file is loaded may not read a relation; undefined if it may. A materialised view of
 * what only the account may read would show it to those to whom the file grants the view.
 */
export const refusedRead = (name: readonly string[], schemas: ReadonlySet<string>): string | undefined => {
  const [relation = '', schema = ''] = [...name].reverse();
  // Without a schema it is a name of the query's own, or one of the server.
  if (schema === '' || schema === 'pg_catalog' || relation.startsWith('pg_stat_statements'))
    return !relation.startsWith('pg_') || OF_EVERYBODY.has(relation) ? undefined : 'which not everybody may read';
  if (schema === 'information_schema')
    return OF_INFORMATION.has(relation) ? undefined : 'which not everybody may read in full';
  return schemas.has(schema) && name.length === 2 ? undefined : 'whose schema the file does not have';
};
