import type { z } from '@hono/zod-openapi';

/** A declared answer in JSON; `headers` are those that a client acts on, each with its meaning. */
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

/** Where a started or changed run is shown. */
export const LOCATION = { location: "The run's address" };

/** RFC 8288; its query is that of the page before with another place to go on from. */
export const LINK = { link: 'The next page as `rel="next"`; absent on the last one' };
