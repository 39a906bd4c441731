/** A step of a path: a name, a place in a list (from its end where it is negative), or all values there. */
export type PathStep = string | number | typeof ANY;

export const ANY = Symbol('*');

/** The way to a value in JSON; without a step it is the whole. */
export type JsonPath = readonly PathStep[];

const STEP =
  /(?:^|\.)(?:(?<star>\*)|(?<name>[^.[\]"'*\s](?:[^.[\]"']*[^.[\]"'\s])?)|"(?<quoted>(?:[^"\\]|\\.)*)")|\[(?:(?<index>-?\d{1,9})|(?<all>\*)|"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)')\]/y;

/**
 * Reads a path: `data.items`, `rows[0].name`, `rows[-1].id`, `groups.*.items`, `meta."next.page"`, `meta['next page']`.
 * An empty text is the whole. Undefined where it is no path.
 */
export const parseJsonPath = (text: string): JsonPath | undefined => {
  const path: PathStep[] = [];
  STEP.lastIndex = 0;
  for (let at = 0; at < text.length; at = STEP.lastIndex) {
    const groups = STEP.exec(text)?.groups;
    if (groups === undefined) return undefined;
    const { star, all, name, index, quoted, double, single } = groups;
    if (star !== undefined || all !== undefined) path.push(ANY);
    else if (index !== undefined) path.push(Number(index));
    else path.push(name ?? (quoted ?? double ?? single ?? '').replace(/\\(.)/g, '$1'));
  }
  return path;
};

/** The value that a path without `*` leads to; undefined where there is none. */
export const valueAt = <T>(value: T, path: JsonPath): T | undefined => {
  let at: unknown = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    if (typeof step === 'number') at = Array.isArray(at) ? at.at(step) : undefined;
    else if (typeof step === 'string' && !Array.isArray(at) && Object.hasOwn(at, step))
      at = (at as Readonly<Record<string, unknown>>)[step];
    else return undefined;
  }
  return at as T | undefined;
};
