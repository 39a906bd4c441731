import type { z } from '@hono/zod-openapi';

/** A declared JSON answer; `headers` are those that a client acts on, each with its meaning. */
export const jsonAnswer = <S extends z.ZodType>(
  schema: S,
  description: string,
  headers: Readonly<Record<string, string>> = {},
) => ({
  description,
  ...(Object.keys(headers).length === 0 ? {} : { headers: described(headers) }),
  content: { 'application/json': { schema } },
});

const described = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' as const } }]),
  );

/** Where to find a started or changed run. */
export const LOCATION = { location: "The run's address" };

/** RFC 8288: the query of this page with another place to continue from. */
export const LINK = { link: 'The next page as `rel="next"`; absent on the last one' };
