import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { StevedoreError } from '../../contracts/errors.js';

/**
 * Returns the body as the schema demands, whatever its content type; an empty one is `{}`. Throws REQUEST_INVALID,
 * which names each unknown key.
 */
export const readBody = async <T extends z.ZodType>(c: Context, schema: T): Promise<z.infer<T>> => {
  const text = await c.req.text();
  let value: unknown = {};
  if (text !== '') {
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw new StevedoreError('REQUEST_INVALID', 'Cannot read the body: it is not JSON', { cause });
    }
  }
  return check(schema, value, 'body');
};

/** Returns the query parameters as the schema demands, each given once at most. Throws REQUEST_INVALID. */
export const readQuery = <T extends z.ZodType>(c: Context, schema: T): z.infer<T> => {
  const twice = Object.entries(c.req.queries()).find(([, values]) => values.length > 1)?.[0];
  if (twice === undefined) return check(schema, c.req.query(), 'query');
  throw new StevedoreError(
    'REQUEST_INVALID',
    `Cannot accept the query: "${twice.slice(0, 100)}" is given more than once; send it once`,
  );
};

const check = <T extends z.ZodType>(schema: T, value: unknown, where: string): z.infer<T> => {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const problems = checked.error.issues.map(({ path, message }) => `${path.join('.') || where}: ${message}`);
  throw new StevedoreError(
    'REQUEST_INVALID',
    `Cannot accept the ${where}: ${problems.join('; ').slice(0, MOST_CHARACTERS)}`,
  );
};

/** A body of 64 KiB may hold thousands of wrong keys. */
const MOST_CHARACTERS = 1_000;
