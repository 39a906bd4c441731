import type { Environment } from './interpolate.js';
import type { Path } from './problems.js';

interface Override {
  readonly variable: string;
  readonly path: Path;
  /** The block that must be in the file for the variable to have an effect. */
  readonly needs?: string;
  /** Keys of the file that the variable replaces. */
  readonly replaces?: readonly string[];
}

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
  { variable: 'REDIS_URL', path: ['redis', 'url'] },
  { variable: 'TEMPORAL_ADDRESS', path: ['temporal', 'address'] },
  { variable: 'TEMPORAL_NAMESPACE', path: ['temporal', 'namespace'] },
  { variable: 'TEMPORAL_API_KEY', path: ['temporal', 'api_key'] },
  { variable: 'STEVEDORE_API_KEY', path: ['api', 'key'] },
  { variable: 'STEVEDORE_SECRET_KEY', path: ['secrets', 'key'] },
];

export interface Overridden {
  readonly data: unknown;
  /** The variable that gave a value, by its path as JSON. */
  readonly sources: ReadonlyMap<string, string>;
  /** Paths (as JSON) of values in the file that a variable overrides. */
  readonly overruled: ReadonlySet<string>;
}

/** Returns a copy of the file's data with the environment's overrides. */
export const applyOverrides = (data: unknown, env: Environment): Overridden => {
  const sources = new Map<string, string>();
  const overruled = new Set<string>();
  if (!isBlock(data)) return { data, sources, overruled };
  let result: Block = data;
  for (const { variable, path, needs, replaces = [] } of OVERRIDES) {
    const value = env[variable];
    if (value === undefined || value === '' || (needs !== undefined && !isBlock(result[needs]))) continue;
    const block = path[0] as string;
    const inner = result[block];
    if (isBlock(inner)) {
      const kept = Object.entries(inner).filter(([key]) => !replaces.includes(key));
      result = { ...result, [block]: Object.fromEntries(kept) };
    }
    result = withValue(result, path, value) as Block;
    sources.set(JSON.stringify(path), variable);
    for (const key of [path, ...replaces.map((name) => [block, name])]) overruled.add(JSON.stringify(key));
  }
  return { data: result, sources, overruled };
};

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
