import type { Environment } from './environment.js';
import type { UnsetReference } from './interpolate.js';
import type { Path } from './problems.js';
import { DATABASE, databasesOf } from './sync-variables.js';
import type { Variables } from './variable-files.js';

interface Override {
  readonly variable: string;
  readonly path: Path;
  /** The block that must be in the file for the variable to have an effect. */
  readonly needs?: string;
  /** Whether it has an effect beside what the file and the environment say. @default it has */
  readonly where?: (file: Block, env: Environment) => boolean;
  /** Whether its commas separate the entries of a list. @default false */
  readonly isList?: boolean;
  /** Keys of the file that the variable replaces. */
  readonly replaces?: readonly string[];
}

/** A cache is flushed by imports into MySQL only; a queue, which others mean by this name, is not needed. */
const flushesCache = ({ mysql, redis }: Block): boolean => isBlock(mysql) || isBlock(redis);

/** Whether databases are synced, by the file or by variables. */
export const syncsDatabases = ({ sync }: Block, env: Environment): boolean =>
  isBlock(sync) || databasesOf(env).length > 0;

/** The environment variables that override the file. An empty one counts as unset. */
export const OVERRIDES: readonly Override[] = [
  { variable: 'IMPORT_ENABLED', path: ['import', 'enabled'], needs: 'import' },
  { variable: 'IMPORT_SCHEDULE', path: ['import', 'schedule'], needs: 'import' },
  { variable: 'IMPORT_SCP_PASSWORD', path: ['import', 'scp', 'password'], needs: 'import' },
  { variable: 'IMPORT_ZIP_PASSWORD', path: ['import', 'zip', 'password'], needs: 'import' },
  { variable: 'IMPORT_TEMP_DIR', path: ['import', 'storage', 'temp_dir'], needs: 'import' },
  { variable: 'IMPORT_CLEANUP_ON_SUCCESS', path: ['import', 'storage', 'cleanup_on_success'], needs: 'import' },
  // The accounts named in the file stay: one variable must not undo the separation of rights.
  { variable: 'MYSQL_URL', path: ['mysql', 'url'], replaces: ['host', 'port', 'socket', 'user', 'password'] },
  { variable: 'REDIS_URL', path: ['redis', 'url'], where: flushesCache },
  { variable: 'TEMPORAL_ADDRESS', path: ['temporal', 'address'] },
  { variable: 'TEMPORAL_NAMESPACE', path: ['temporal', 'namespace'] },
  { variable: 'TEMPORAL_API_KEY', path: ['temporal', 'api_key'] },
  { variable: 'SYNC_ENABLED', path: ['sync', 'enabled'] },
  { variable: 'SYNC_DESTINATIONS', path: ['sync', 'destinations'], isList: true },
  { variable: 'SYNC_PROTECTED', path: ['sync', 'protected'], isList: true },
  { variable: 'SYNC_MAX_CONCURRENT', path: ['sync', 'concurrent'] },
  { variable: 'SYNC_MAX_DUMP_AGE', path: ['sync', 'max_age'] },
  { variable: 'SYNC_MAX_DUMP_BYTES', path: ['sync', 'max_bytes'] },
  { variable: 'DUMP_DIRECTORY', path: ['sync', 'dump_directory'] },
  // Names that other programs have, too: they count where databases are synced.
  { variable: 'PORT', path: ['api', 'port'], where: syncsDatabases },
  { variable: 'API_KEY', path: ['api', 'key'], where: syncsDatabases },
  { variable: 'STEVEDORE_API_KEY', path: ['api', 'key'] },
  { variable: 'STEVEDORE_SECRET_KEY', path: ['secrets', 'key'] },
];

export interface Overridden {
  readonly data: unknown;
  /** The variable that gave a value, by its path as JSON. */
  readonly sources: ReadonlyMap<string, string>;
  /** Paths (as JSON) of values in the file that a variable overrides. */
  readonly overruled: ReadonlySet<string>;
  /** Variables that cannot be read from their file. */
  readonly unset: readonly UnsetReference[];
}

/** Returns a copy of the file's data with the environment's overrides. */
export const applyOverrides = (data: unknown, { env, unread }: Omit<Variables, 'files'>): Overridden => {
  const unset: UnsetReference[] = [];
  const isUnread = (variable: string, path: Path): void => {
    const state = unread.get(variable);
    if (state !== undefined) unset.push({ path, source: `the environment variable ${variable}`, state });
  };
  const sources = new Map<string, string>();
  const overruled = new Set<string>();
  if (!isBlock(data)) return { data, sources, overruled, unset };
  let result: Block = data;
  for (const { variable, path, needs, where, isList, replaces = [] } of OVERRIDES) {
    if (needs !== undefined && !isBlock(result[needs])) continue;
    if (where !== undefined && !where(result, env)) continue;
    isUnread(variable, path);
    const value = env[variable];
    if (value === undefined || value === '') continue;
    const block = path[0] as string;
    const inner = result[block];
    if (isBlock(inner)) {
      const kept = Object.entries(inner).filter(([key]) => !replaces.includes(key));
      result = { ...result, [block]: Object.fromEntries(kept) };
    }
    result = withValue(result, path, isList === true ? entriesOf(value) : value) as Block;
    sources.set(JSON.stringify(path), variable);
    for (const key of [path, ...replaces.map((name) => [block, name])]) overruled.add(JSON.stringify(key));
  }
  // Whoever names databases by variables wants them copied.
  if (databasesOf(env).length > 0 && result['sync'] === undefined) result = { ...result, sync: {} };
  for (const { variable, name, block } of databasesOf(env)) {
    const path = ['connections', name];
    result = withValue(result, path, block) as Block;
    for (const at of [path, [...path, 'url']]) sources.set(JSON.stringify(at), variable);
    overruled.add(JSON.stringify(path));
    for (const key of Object.keys(blockAt(data, path))) overruled.add(JSON.stringify([...path, key]));
  }
  for (const variable of unread.keys())
    if (variable.startsWith(DATABASE))
      isUnread(variable, ['connections', variable.slice(DATABASE.length).toLowerCase()]);
  return { data: result, sources, overruled, unset };
};

const entriesOf = (text: string): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

const blockAt = (data: Block, path: readonly string[]): Block =>
  path.reduce<Block>((block, key) => (isBlock(block[key]) ? block[key] : {}), data);

type Block = Readonly<Record<string, unknown>>;

const isBlock = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Creates a missing block; anything else in a block's place stays, for the schema to refuse. */
const withValue = (data: unknown, path: Path, value: unknown): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (data !== undefined && data !== null && !isBlock(data)) return data;
  return { ...data, [key]: withValue(data?.[key], rest, value) };
};
