import type { RouteConfig } from '@hono/zod-openapi';
import { z } from '@hono/zod-openapi';
import { MOST_CHARACTERS } from './start-once.js';

export const idempotencyKey = z
  .string()
  .min(1)
  .max(MOST_CHARACTERS)
  .optional()
  .describe('The same as the header `Idempotency-Key`');

export const onceHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(MOST_CHARACTERS)
    .optional()
    .describe(
      "Of the caller's choice, such as a UUID. For 24 hours the same request with it gets the same answer and starts nothing more; another request with it is refused",
    ),
});

/** The body as its handler knows it. */
export const withoutKey = (body: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, unknown>> => {
  const { idempotency_key: _, ...own } = body ?? {};
  return own;
};

type ResponseObject = RouteConfig['responses'][number];

/** The answer to a repeat: that of the start, with 200. */
export const sameAgain = (responses: RouteConfig['responses']): ResponseObject => {
  const started = responses[202] ?? responses[200];
  const { description, headers } = started as { description: string; headers?: object };
  return {
    ...(started as object),
    description: responses[202] === undefined ? description : 'It had begun: the request is a repeat',
    headers: {
      ...headers,
      'idempotent-replayed': {
        description: '`true` where the request is a repeat',
        schema: { type: 'string' as const },
      },
    },
  };
};
