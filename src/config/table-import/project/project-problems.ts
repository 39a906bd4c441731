import type { z } from 'zod';
import { StevedoreError } from '../../../contracts/errors.js';
import { addIssue } from '../../document/describe-issue.js';
import { Problems } from '../../document/problems.js';
import { thisMachine } from '../../fields/machine.js';
import type { Machine } from '../../fields/machine.js';
import { jsonSchemaOf, knownKeysIn } from '../../json-schema.js';
import type { LoadContext } from '../../load-context.js';

/** Collects what is wrong with something that the API was sent, to say it at once. */
export const problemsOf = (
  machine: Machine = thisMachine(),
  problems: Problems = new Problems('', () => undefined),
) => {
  const context: LoadContext = {
    machine,
    problems,
    missing: (path, advice) => problems.add(path, advice === undefined ? 'is missing' : `is missing: ${advice}`),
  };
  return {
    context,
    /** Throws REQUEST_INVALID that says all of them. */
    throwIfAny: (action: string): void => {
      const texts = problems.texts();
      if (texts.length > 0) throw new StevedoreError('REQUEST_INVALID', `${action}: ${texts.join('; ')}`);
    },
    /** What the schema makes of it; undefined after adding what is wrong. */
    parse: <S extends z.ZodType>(schema: S, data: unknown, at: readonly string[] = []): z.output<S> | undefined => {
      const result = schema.safeParse(data, { reportInput: true });
      if (result.success) return result.data;
      const known = jsonSchemaOf(schema);
      for (const issue of result.error.issues) {
        const within = { ...issue, path: [...at, ...issue.path] };
        addIssue(within, context, (path) => knownKeysIn(known, path.slice(at.length)));
      }
      return undefined;
    },
  };
};
