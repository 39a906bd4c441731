/** PostgreSQL's own names of the SQLSTATEs that its clients meet. */
const CONDITIONS: Readonly<Record<string, string>> = {
  '08000': 'connection_exception',
  '08001': 'sqlclient_unable_to_establish_sqlconnection',
  '08003': 'connection_does_not_exist',
  '08006': 'connection_failure',
  '08P01': 'protocol_violation',
  '0A000': 'feature_not_supported',
  '21000': 'cardinality_violation',
  '22001': 'string_data_right_truncation',
  '22003': 'numeric_value_out_of_range',
  '22007': 'invalid_datetime_format',
  '22008': 'datetime_field_overflow',
  '22012': 'division_by_zero',
  '22021': 'character_not_in_repertoire',
  '22023': 'invalid_parameter_value',
  '22026': 'string_data_length_mismatch',
  '22P02': 'invalid_text_representation',
  '22P03': 'invalid_binary_representation',
  '22P04': 'bad_copy_file_format',
  '22P05': 'untranslatable_character',
  '23000': 'integrity_constraint_violation',
  '23001': 'restrict_violation',
  '23502': 'not_null_violation',
  '23503': 'foreign_key_violation',
  '23505': 'unique_violation',
  '23514': 'check_violation',
  '23P01': 'exclusion_violation',
  '25006': 'read_only_sql_transaction',
  '25P01': 'no_active_sql_transaction',
  '25P02': 'in_failed_sql_transaction',
  '25P03': 'idle_in_transaction_session_timeout',
  '25P04': 'transaction_timeout',
  '28000': 'invalid_authorization_specification',
  '28P01': 'invalid_password',
  '3D000': 'invalid_catalog_name',
  '3F000': 'invalid_schema_name',
  '40001': 'serialization_failure',
  '40P01': 'deadlock_detected',
  '42501': 'insufficient_privilege',
  '42601': 'syntax_error',
  '42701': 'duplicate_column',
  '42703': 'undefined_column',
  '42704': 'undefined_object',
  '42710': 'duplicate_object',
  '42804': 'datatype_mismatch',
  '42809': 'wrong_object_type',
  '42830': 'invalid_foreign_key',
  '42846': 'cannot_coerce',
  '42883': 'undefined_function',
  '428C9': 'generated_always',
  '42P01': 'undefined_table',
  '42P06': 'duplicate_schema',
  '42P07': 'duplicate_table',
  '42P10': 'invalid_column_reference',
  '42P16': 'invalid_table_definition',
  '42P17': 'invalid_object_definition',
  '42P18': 'indeterminate_datatype',
  '44000': 'with_check_option_violation',
  '53000': 'insufficient_resources',
  '53100': 'disk_full',
  '53200': 'out_of_memory',
  '53300': 'too_many_connections',
  '53400': 'configuration_limit_exceeded',
  '54000': 'program_limit_exceeded',
  '54001': 'statement_too_complex',
  '54011': 'too_many_columns',
  '54023': 'too_many_arguments',
  '55000': 'object_not_in_prerequisite_state',
  '55006': 'object_in_use',
  '55P02': 'cant_change_runtime_param',
  '55P03': 'lock_not_available',
  '57000': 'operator_intervention',
  '57014': 'query_canceled',
  '57P01': 'admin_shutdown',
  '57P02': 'crash_shutdown',
  '57P03': 'cannot_connect_now',
  '57P04': 'database_dropped',
  '57P05': 'idle_session_timeout',
  '58000': 'system_error',
  '58030': 'io_error',
  P0001: 'raise_exception',
  XX000: 'internal_error',
  XX001: 'data_corrupted',
  XX002: 'index_corrupted',
};

/** Some errors of the driver have only a text; driver and pool change these at most with a version. */
const BY_TEXT: readonly (readonly [pattern: RegExp, name: string])[] = [
  [
    /^timeout exceeded when trying to connect$|^Connection terminated due to connection timeout$|^timeout expired$/,
    'ETIMEDOUT',
  ],
  [
    /^Connection terminated|^Client (was closed|has encountered a connection error) and is not queryable$/,
    'connection_lost',
  ],
  [/^The server does not support SSL connections$/, 'tls_not_offered'],
  [/^SASL: /, 'sasl_failed'],
];

/** The condition, or the driver's name of it: for example `unique_violation`, `ECONNREFUSED`, `tls_not_offered`. */
export const postgresConditionOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown error';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return CONDITIONS[code] ?? code;
  return BY_TEXT.find(([pattern]) => pattern.test(error.message))?.[1] ?? error.name;
};

/** The server's five characters; undefined if the error is not the server's. */
export const sqlStateOf = (error: unknown): string | undefined => {
  const { code } = (error ?? {}) as { code?: unknown };
  // Node's names of socket errors have five capital letters too, as EPIPE has, but never a digit.
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
};
