/** Session variables that affect neither rows, nor definitions, nor rights. They are accepted and not sent on. */
const HARMLESS = new Set(
  (
    'character_set_results sql_notes sql_warnings note_verbosity sql_require_primary_key information_schema_stats_expiry sql_quote_show_create ' +
    'show_create_table_verbosity max_allowed_packet net_buffer_length net_read_timeout net_write_timeout net_retry_count wait_timeout ' +
    'interactive_timeout lock_wait_timeout innodb_lock_wait_timeout max_statement_time max_execution_time max_error_count sql_log_off ' +
    'sql_safe_updates sql_big_selects max_join_size sql_buffer_result low_priority_updates transaction_isolation tx_isolation completion_type ' +
    'innodb_strict_mode default_tmp_storage_engine bulk_insert_buffer_size myisam_sort_buffer_size aria_sort_buffer_size ' +
    'myisam_repair_threads sort_buffer_size join_buffer_size read_buffer_size read_rnd_buffer_size tmp_table_size preload_buffer_size ' +
    'innodb_ddl_buffer_size innodb_ddl_threads innodb_parallel_read_threads optimizer_switch optimizer_search_depth query_cache_type ' +
    'query_cache_wlock_invalidate profiling profiling_history_size lc_messages progress_report_time expand_fast_index_creation'
  ).split(' '),
);

/** Whether a SET of this variable is dropped silently; `value` is absent if it is not plain. */
export const isHarmless = (name: string, value: string | undefined): boolean => {
  // The engine of tables without an ENGINE; InnoDB is the servers' own default.
  if (name === 'default_storage_engine' || name === 'storage_engine') return value?.toLowerCase() === 'innodb';
  return HARMLESS.has(name);
};

/** Variables that change the meaning of later rows or definitions. */
const MEANING = new Set(
  (
    'default_storage_engine storage_engine character_set_connection character_set_database collation_database character_set_server ' +
    'collation_server auto_increment_increment auto_increment_offset insert_id last_insert_id timestamp check_constraint_checks ' +
    'explicit_defaults_for_timestamp sql_generate_invisible_primary_key default_week_format div_precision_increment sql_auto_is_null ' +
    'block_encryption_mode lc_time_names rand_seed1 rand_seed2 pseudo_thread_id system_versioning_alter_history'
  ).split(' '),
);

/** Why a SET of a variable that is not harmless is refused. */
export const whyRefused = (name: string): string =>
  MEANING.has(name)
    ? 'it changes what later rows or definitions mean, and is not known to the loader'
    : 'that variable does not belong in a dump';
