/**
 * Functions of the server and of extensions that stand in any schema that read or write beyond the tables of a
 * statement, or run text as SQL.
 */
const REFUSED = new RegExp(
  `^(?:${[
    'pg_(?:read|ls|stat|file|logdir)_.*',
    'pg_(?:terminate|cancel)_backend',
    'pg_(?:reload_conf|rotate_logfile.*|promote|switch_wal|create_restore_point|log_.*|notify|sleep.*)',
    'pg_(?:create|drop|copy|advance)_.*slot.*',
    'pg_replication_.*',
    'pg_logical_.*',
    'pg_(?:try_)?advisory_.*',
    'pg_(?:start|stop)_backup|pg_backup_.*',
    'pg_wal_.*',
    'pg_import_system_collations|pg_nextoid|pg_(?:restore|clear)_.*stats',
    'pg_export_snapshot|pg_stop_making_pinned_objects|pg_extension_config_dump',
    'pg_hba_file_rules|pg_ident_file_mappings|pg_show_.*|pg_control_.*|pg_current_logfile',
    'lo_.*|lowrite|loread',
    'set_config|setval',
    'dblink.*|crosstab.*|connectby',
    '(?:query|table|schema|database|cursor)_to_xml.*',
    'ts_stat|ts_rewrite',
    'binary_upgrade_.*|brin_summarize_.*|brin_desummarize_.*|gin_clean_pending_list',
    'pg_execute_.*',
  ].join('|')})$`,
);

/** Of extensions with a schema of their own; as the name of anything else each would be an ordinary one. */
const REFUSED_CALL = /^(?:postgres_fdw_|file_fdw_|http_|net_|cron_).*$/;

/** Whether a definition in a file may not call it. */
export const isRefusedFunction = (name: string): boolean =>
  isRefusedWord(name) || REFUSED_CALL.test(name.toLowerCase());

/** The same of a name that may be a column's as well. */
export const isRefusedWord = (name: string): boolean => REFUSED.test(name.toLowerCase());
