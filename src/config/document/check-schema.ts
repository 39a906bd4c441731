import type { z } from 'zod';
import type { KnownKeys } from './describe-issue.js';
import { addIssue } from './describe-issue.js';
import type { LoadContext } from '../load-context.js';
import type { Path } from './problems.js';

export interface CheckedFile<File> {
  readonly file: File;
  /** Wrong values that were removed, so that the rest can be checked in the same pass. */
  readonly removed: readonly Path[];
}

/** A schema that takes a file, and what it takes. */
export interface FileSchema<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly knownKeys: KnownKeys;
}

/**
 * Applies the schema to the file; adds what is wrong to the problems and leaves it out. If a variable gave a value
 * (`isText`), the text of a number or boolean counts as one.
 */
export const checkSchema = <Schema extends z.ZodType>(
  { schema, knownKeys }: FileSchema<Schema>,
  data: unknown,
  isText: (path: Path) => boolean,
  context: Pick<LoadContext, 'problems' | 'missing'>,
): CheckedFile<z.output<Schema>> => {
  const parse = (given: unknown) => schema.safeParse(given, { reportInput: true });
  let current = readTexts(schema, data ?? {}, isText);
  let result = parse(current);
  if (!result.success) for (const issue of result.error.issues) addIssue(issue, context, knownKeys);
  const removed: Path[] = [];
  // A missing value cannot be removed: each round removes a larger block.
  for (let height = 0; !result.success; height++) {
    for (const path of result.error.issues.flatMap(wrongPaths)) {
      const taken = wholeList(path.slice(0, Math.max(0, path.length - height)));
      removed.push(taken);
      current = changeAt(current, taken, undefined);
    }
    result = parse(current);
  }
  return { file: result.data, removed };
};

/** The data with the numbers and truths that variables gave as texts, where the schema wants such. */
export const readTexts = (schema: z.ZodType, data: unknown, isText: (path: Path) => boolean): unknown => {
  const result = schema.safeParse(data, { reportInput: true });
  let current = data;
  for (const issue of result.error?.issues ?? []) {
    const path = issue.path as Path;
    if (isText(path)) current = changeAt(current, path, fromText(issue) ?? issue.input);
  }
  return current;
};

const wrongPaths = (issue: z.core.$ZodIssue): Path[] => {
  const path = issue.path as Path;
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
};

/** Removing one entry of a list would shift the lines of the others. */
const wholeList = (path: Path): Path => {
  const index = path.findLastIndex((part) => typeof part === 'number');
  return index === path.length - 1 && index >= 0 ? path.slice(0, index) : path;
};

const fromText = (issue: z.core.$ZodIssue): unknown => {
  if (issue.code === 'invalid_union' && typeof issue.input === 'string') {
    // A number or a word: the text of a number means the number.
    const wantsNumber = issue.errors.flat().some((one) => one.code === 'invalid_type' && one.expected === 'number');
    return wantsNumber && NUMBER.test(issue.input.trim()) ? Number(issue.input) : undefined;
  }
  if (issue.code !== 'invalid_type' || typeof issue.input !== 'string') return undefined;
  const text = issue.input.trim().toLowerCase();
  if (issue.expected === 'boolean') return { true: true, 1: true, yes: true, false: false, 0: false, no: false }[text];
  const isNumber = issue.expected === 'number' || issue.expected === 'int';
  return isNumber && NUMBER.test(text) ? Number(text) : undefined;
};

const NUMBER = /^\d+(\.\d+)?$/;

/** A copy with another value at the path; without a value, the key is removed. */
const changeAt = (data: unknown, path: Path, value: unknown): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return value ?? {};
  if (Array.isArray(data))
    return data.map((item: unknown, index) => (index === key ? changeAt(item, rest, value) : item));
  if (typeof data !== 'object' || data === null) return data;
  const block: Record<string, unknown> = { ...data };
  const inner = rest.length === 0 ? value : changeAt(block[key], rest, value);
  if (inner === undefined) delete block[key];
  else block[key] = inner;
  return block;
};
