import type { Path } from './problems.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Interpolated {
  readonly data: unknown;
  /** Variables without a value and without a default; `data` leaves out what named them. */
  readonly unset: readonly { readonly path: Path; readonly variable: string }[];
  /** Malformed references. */
  readonly malformed: readonly { readonly path: Path; readonly state: string }[];
  /** Paths (as JSON) of the values that contain a variable. */
  readonly touched: ReadonlySet<string>;
}

const REFERENCE = /(\$?)\$\{([^}]*)(\}?)/g;
const BODY = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/**
 * Replaces environment variables in text values: `${NAME}`, and `${NAME:-default}` if NAME is unset or empty.
 * `$${NAME}` means the text `${NAME}`. A variable's content is never expanded again.
 */
export const interpolate = (data: unknown, env: Environment): Interpolated => {
  const unset: { path: Path; variable: string }[] = [];
  const malformed: { path: Path; state: string }[] = [];
  const touched = new Set<string>();

  const expand = (text: string, path: Path): string | undefined => {
    let complete = true;
    const result = text.replace(REFERENCE, (whole: string, escape: string, body: string, end: string) => {
      if (escape !== '') return whole.slice(1);
      const [, name, standard] = BODY.exec(body) ?? [];
      if (name === undefined || end === '') {
        malformed.push({
          path,
          state: 'has a reference that is neither "${NAME}" nor "${NAME:-default}"; "$${" stands for "${"',
        });
        return '';
      }
      touched.add(JSON.stringify(path));
      const value = env[name];
      if (standard !== undefined) return value === undefined || value === '' ? standard : value;
      if (value === undefined) {
        complete = false;
        unset.push({ path, variable: name });
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
  return { data: visit(data, []), unset, malformed, touched };
};
