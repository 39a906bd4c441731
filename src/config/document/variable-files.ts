import type { Environment } from './environment.js';

/** An environment whose variables may be in files. */
export interface Variables {
  /** With the content of the files, each as the variable whose name it has without `_FILE`. */
  readonly env: Environment;
  /** The files that were read, as they are named. */
  readonly files: readonly string[];
  /** Variables whose file cannot be used: what is wrong, as the end of a sentence that names the variable. */
  readonly unread: ReadonlyMap<string, string>;
}

/**
 * Reads variables from files, as images of databases do: where NAME is unset or empty and NAME_FILE is set, NAME is the
 * content of the file that it names, without its last line end. Reads those of `names` and of the databases that
 * SYNC_DATABASE_<NAME>_FILE names, and no others: what other programs call a file is not touched.
 */
export const readVariableFiles = (
  env: Environment,
  names: Iterable<string>,
  readFile: (path: string) => string,
): Variables => {
  const filled: Record<string, string | undefined> = { ...env };
  const files = new Set<string>();
  const unread = new Map<string, string>();
  const databases = Object.keys(env).filter((variable) => DATABASE_FILE.test(variable) && isPath(env[variable]));
  for (const name of new Set([...names, ...databases.map((variable) => variable.slice(0, -SUFFIX.length))])) {
    const variable = name + SUFFIX;
    const file = env[variable] ?? '';
    if (file === '' || (env[name] ?? '') !== '') continue;
    files.add(file);
    const { content, state } = contentOf(file, readFile);
    if (content === undefined) unread.set(name, `is in the file ${JSON.stringify(file)} (${variable}), which ${state}`);
    else filled[name] = content;
  }
  // Otherwise they would be databases of their own, whose names end in "_file".
  for (const variable of databases) filled[variable] = undefined;
  return { env: filled, files: [...files], unread };
};

/** The names of variables that a text refers to as `${NAME}`. */
export const namesIn = (text: string): string[] =>
  [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));

/** The content of a file without its last line end; or what is wrong with it, as the end of a sentence. */
export const contentOf = (
  file: string,
  readFile: (path: string) => string,
): { readonly content?: string; readonly state: string } => {
  try {
    const content = readFile(file).replace(/\r?\n$/, '');
    return content === '' ? { state: 'is empty' } : { content, state: '' };
  } catch (error) {
    return { state: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` };
  }
};

const SUFFIX = '_FILE';
const DATABASE_FILE = /^SYNC_DATABASE_[A-Za-z][A-Za-z0-9_]*_FILE$/;

const isPath = (value: string | undefined): boolean => value !== undefined && value !== '' && !value.includes('://');
