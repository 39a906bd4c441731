import type { OpenAPIHono, RouteConfig, RouteConfigToTypedResponse, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ProblemStatus } from './problem-answers.js';
import { problemAnswers } from './problem-answers.js';
import { readBody, readQuery } from './read-request.js';

/** One route: what it takes, what it answers, and which problems it knows beside those that every route has. */
export type Endpoint = Omit<RouteConfig, 'request' | 'security' | 'operationId' | 'summary' | 'tags'> & {
  readonly operationId: string;
  readonly tag: string;
  /** A few words; what needs a sentence stands in `description`. */
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Described only: the handler reads them. */
  readonly headers?: z.ZodObject;
  /** Strict: an unknown key is refused. An empty body is `{}`. */
  readonly body?: z.ZodObject;
  readonly problems?: readonly ProblemStatus[];
  /** Answers whoever asks, without a key. @default false */
  readonly open?: boolean;
};

/**
 * Mounts a route and enters it into the description: the schemas that check its requests and type its answers are those
 * that describe them. Parameters of the path come as they are; for what names nothing the handler throws its 404.
 */
export const endpoint = <const E extends Endpoint>(
  app: OpenAPIHono,
  declared: E,
  handle: (c: Context, input: Input<E>) => Answer<E> | Promise<Answer<E>>,
): void => {
  const { tag, params, query, headers, body, problems = [], open = false, ...route } = declared as Endpoint;
  app.openAPIRegistry.registerPath({
    ...route,
    tags: [tag],
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined
        ? {}
        : { body: { required: !body.safeParse({}).success, content: { 'application/json': { schema: body } } } }),
    },
    responses: {
      ...route.responses,
      ...problemAnswers({ takesInput: (query ?? body) !== undefined, takesBody: body !== undefined, open, problems }),
    },
    security: open ? [] : [{ apiKey: [] }],
  });
  app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    const input = {
      params: c.req.param(),
      query: query && readQuery(c, query),
      body: body && (await readBody(c, body)),
    };
    return (await handle(c, input as Input<E>)) as unknown as Response;
  });
};

interface Input<E> {
  readonly params: Given<E, 'params'>;
  readonly query: Given<E, 'query'>;
  readonly body: Given<E, 'body'>;
}

type Given<E, Part extends string> = E extends { readonly [P in Part]: infer S extends z.ZodType }
  ? z.infer<S>
  : undefined;

/** What the declared schemas allow as the answer. */
type Answer<E extends Endpoint> = RouteConfigToTypedResponse<{
  method: E['method'];
  path: E['path'];
  responses: E['responses'];
}>;
