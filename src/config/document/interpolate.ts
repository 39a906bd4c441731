import type { Environment } from './environment.js';
import type { Path } from './problems.js';
import { contentOf } from './variable-files.js';

export interface Interpolated {
  readonly data: unknown;
  /** Variables without a value and a default, and files that cannot be read; `data` leaves out what named them. */
  readonly unset: readonly UnsetReference[];
  /** Malformed references. */
  readonly malformed: readonly { readonly path: Path; readonly state: string }[];
  /** Paths (as JSON) of the values that contain a variable. */
  readonly touched: ReadonlySet<string>;
  /** The files that were read, as they are named. */
  readonly files: readonly string[];
}

export interface UnsetReference {
  readonly path: Path;
  /** `the environment variable NAME`, or `the file "/run/secrets/x"`. */
  readonly source: string;
  /** What is wrong with it, as the end of a sentence. */
  readonly state: string;
}

/** What references are replaced with. */
export interface Sources {
  readonly env: Environment;
  /** Variables that cannot be read from their file, and why. @default none */
  readonly unread?: ReadonlyMap<string, string>;
  /** Throws like Node. */
  readonly readFile: (path: string) => string;
}

const REFERENCE = /(\$?)\$\{([^}]*)(\}?)/g;
const BODY = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;
const FILE = /^file:(.+)$/s;

/**
 * Replaces environment variables in text values: `${NAME}`, and `${NAME:-default}` if NAME is unset or empty.
 * `${file:PATH}` is the content of a file without its last line end. `$${NAME}` means the text `${NAME}`. Nothing that
 * is put in is expanded again.
 */
export const interpolate = (data: unknown, { env, unread, readFile }: Sources): Interpolated => {
  const unset: UnsetReference[] = [];
  const files = new Set<string>();
  const malformed: { path: Path; state: string }[] = [];
  const touched = new Set<string>();

  const expand = (text: string, path: Path): string | undefined => {
    let complete = true;
    const result = text.replace(REFERENCE, (whole: string, escape: string, body: string, end: string) => {
      if (escape !== '') return whole.slice(1);
      const [, named] = FILE.exec(body) ?? [];
      if (named !== undefined && end !== '') {
        touched.add(JSON.stringify(path));
        files.add(named);
        const { content, state } = contentOf(named, readFile);
        if (content !== undefined) return content;
        complete = false;
        unset.push({ path, source: `the file ${JSON.stringify(named)}`, state });
        return '';
      }
      const [, name, standard] = BODY.exec(body) ?? [];
      if (name === undefined || end === '') {
        malformed.push({
          path,
          state:
            'has a reference that is none of "${NAME}", "${NAME:-default}" and "${file:PATH}"; "$${" stands for "${"',
        });
        return '';
      }
      touched.add(JSON.stringify(path));
      const value = env[name];
      if (standard !== undefined) return value === undefined || value === '' ? standard : value;
      if (value === undefined) {
        complete = false;
        unset.push({ path, source: `the environment variable ${name}`, state: unread?.get(name) ?? 'is not set' });
      }
      return value ?? '';
    });
    return complete ? result : undefined;
  };

  const visit = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return expand(value, path);
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, item]) => [key, visit(item, [...path, key])] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  };
  return { data: visit(data, []), unset, malformed, touched, files: [...files] };
};
