import { tokenize } from '../tokens/tokenize.js';
import type { Token } from '../tokens/tokenize.js';

/**
 * What Percona's mysqldump writes around everything else: it switches RocksDB's bulk load on and off again if the
 * server has that engine. No table that is loaded uses it.
 */
const TEXTS = [
  // 5.6 and earlier.
  "SELECT COUNT(*) INTO @is_rocksdb_supported FROM INFORMATION_SCHEMA.SESSION_VARIABLES WHERE VARIABLE_NAME='rocksdb_bulk_load'",
  "SET @save_old_rocksdb_bulk_load = IF (@is_rocksdb_supported, 'SET @old_rocksdb_bulk_load = @@rocksdb_bulk_load', 'SET @dummy_old_rocksdb_bulk_load = 0')",
  "SET @enable_bulk_load = IF (@is_rocksdb_supported, 'SET SESSION rocksdb_bulk_load = 1', 'SET @dummy_rocksdb_bulk_load = 0')",
  "SET @disable_bulk_load = IF (@is_rocksdb_supported, 'SET SESSION rocksdb_bulk_load = @old_rocksdb_bulk_load', 'SET @dummy_rocksdb_bulk_load = 0')",
  // 5.7 and later.
  "SET @rocksdb_bulk_load_var_name='rocksdb_bulk_load'",
  "SELECT COUNT(*) INTO @rocksdb_has_p_s_session_variables FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'performance_schema' AND TABLE_NAME = 'session_variables'",
  "SET @rocksdb_get_is_supported = IF (@rocksdb_has_p_s_session_variables, 'SELECT COUNT(*) INTO @rocksdb_is_supported FROM performance_schema.session_variables WHERE VARIABLE_NAME=\\'rocksdb_bulk_load\\'', 'SELECT 0')",
  "SET @rocksdb_get_is_supported = IF (@rocksdb_has_p_s_session_variables, 'SELECT COUNT(*) INTO @rocksdb_is_supported FROM performance_schema.session_variables WHERE VARIABLE_NAME=?', 'SELECT 0')",
  "SET @rocksdb_enable_bulk_load = IF (@rocksdb_is_supported, 'SET SESSION rocksdb_bulk_load = 1', 'SET @rocksdb_dummy_bulk_load = 0')",
  "SET @rocksdb_disable_bulk_load = IF (@rocksdb_is_supported, 'SET SESSION rocksdb_bulk_load = 0', 'SET @rocksdb_dummy_bulk_load = 0')",
  'EXECUTE s',
  'EXECUTE s USING @rocksdb_bulk_load_var_name',
  'DEALLOCATE PREPARE s',
];

/** These variables hold statements, and nothing else may set them: what is prepared from them is never sent. */
export const ROCKSDB_VARIABLES: ReadonlySet<string> = new Set(
  'save_old_rocksdb_bulk_load enable_bulk_load disable_bulk_load rocksdb_get_is_supported rocksdb_enable_bulk_load rocksdb_disable_bulk_load'.split(
    ' ',
  ),
);

const keyOf = (tokens: readonly Token[]): string =>
  tokens.map(({ kind, value }) => `${kind} ${value.toLowerCase()}`).join('\n');

const PREPARES = [...ROCKSDB_VARIABLES].map((variable) => `PREPARE s FROM @${variable}`);
const STATEMENTS = new Set(
  [...TEXTS, ...PREPARES].map((text) =>
    keyOf(tokenize(Buffer.from(text), { noBackslashEscapes: false, ansiQuotes: false }).tokens),
  ),
);

/** Whether a statement is one of these, compared by all its tokens. */
export const switchesRocksdb = (tokens: readonly Token[]): boolean => STATEMENTS.has(keyOf(tokens));
