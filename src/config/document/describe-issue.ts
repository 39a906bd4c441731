import type { z } from 'zod';
import type { LoadContext } from '../load-context.js';
import { nearestName } from './nearest-name.js';
import type { Path } from './problems.js';

/** The keys that a schema allows in the block at a path. */
export type KnownKeys = (path: Path) => readonly string[];

/** Adds a schema error in the style of the other problems. A value may be a secret and is never repeated. */
export const addIssue = (
  issue: z.core.$ZodIssue,
  { problems, missing }: Pick<LoadContext, 'problems' | 'missing'>,
  knownKeys: KnownKeys,
): void => {
  const path = issue.path as Path;
  if (issue.input === undefined && issue.code !== 'unrecognized_keys') {
    missing(path);
    return;
  }
  if (issue.code !== 'unrecognized_keys') {
    problems.add(path, stateOf(issue));
    return;
  }
  for (const key of issue.keys) {
    const meant = nearestName(key, knownKeys(path));
    problems.add(
      [...path, key],
      meant === undefined ? 'is not a known key' : `is not a known key: did you mean "${meant}"?`,
      {
        onKey: true,
      },
    );
  }
};

const stateOf = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return typeState(issue);
    case 'too_small':
      return issue.origin === 'array' ? 'must have at least one entry' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    default:
      return issue.message;
  }
};

const typeState = (issue: z.core.$ZodIssueInvalidType): string => {
  // Our own message describes the value, not only its type.
  if (issue.message.startsWith('must be')) return issue.message;
  if (issue.input === null) return 'is empty: give it a value or remove it';
  switch (issue.expected) {
    case 'string':
      return typeof issue.input === 'object' ? 'must be a text' : 'must be a text: write it in quotes';
    case 'int':
      return 'must be a whole number';
    case 'number':
      return 'must be a number';
    case 'boolean':
      return 'must be true or false';
    case 'array':
      return 'must be a list';
    case 'object':
    case 'record':
      return 'must be a block of keys';
    default:
      return `must be of the type ${issue.expected}`;
  }
};
