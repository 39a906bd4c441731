/**
 * Functions of the server and its extensions that read or write beyond the tables of a statement, or run text as SQL.
 * A definition in a file may not call them.
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
    'lo_.*|lowrite|loread',
    'set_config|setval',
    'dblink.*|crosstab.*|connectby',
    '(?:query|table|schema|database|cursor)_to_xml.*',
    'ts_stat|ts_rewrite',
    'binary_upgrade_.*|brin_summarize_.*|brin_desummarize_.*|gin_clean_pending_list',
    'pg_execute_.*|postgres_fdw_.*|file_fdw_.*|http_.*|net_.*|cron_.*',
  ].join('|')})$`,
);

export const isRefusedFunction = (name: string): boolean => REFUSED.test(name.toLowerCase());
