import type { RouteConfig, z } from '@hono/zod-openapi';
import { problemSchema } from '../problem.js';

/** Problems that only some routes have. */
export type ProblemStatus = 401 | 404 | 409 | 503;

/** How problems are written. */
export interface ProblemShape {
  readonly type: string;
  readonly schema: z.ZodType;
}

const RFC_9457: ProblemShape = { type: 'application/problem+json', schema: problemSchema };

export interface Known {
  readonly takesUpload: boolean;
  readonly takesInput: boolean;
  readonly takesQuery: boolean;
  readonly takesBody: boolean;
  readonly open: boolean;
  readonly problems: readonly ProblemStatus[];
  /** @default RFC 9457 */
  readonly problemAs?: ProblemShape;
}

/** The problems of a route, as its description lists them. */
export const problemAnswers = ({
  takesInput,
  takesQuery,
  takesBody,
  takesUpload,
  open,
  problems,
  problemAs = RFC_9457,
}: Known): RouteConfig['responses'] => {
  const statuses = [
    ...(takesInput ? [400] : []),
    ...(open ? [] : [401]),
    403,
    ...problems.filter((status) => status < 413 && (open || status !== 401)),
    ...(takesBody || takesUpload ? [413] : []),
    ...(takesUpload ? [422] : []),
    ...(open ? [] : [429]),
    ...(takesQuery ? [431] : []),
    500,
    ...problems.filter((status) => status > 500),
    ...(takesUpload ? [507] : []),
  ];
  return Object.fromEntries(statuses.map((status) => [status, answer(status, problemAs)]));
};

const answer = (status: number, { type, schema }: ProblemShape) => ({
  description: MEANINGS[status] ?? 'A problem',
  content: { [type]: { schema } },
});

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The request is not valid: an unknown key, or a value that is not allowed',
  401: 'No API key was sent, or one that is unknown, revoked or expired',
  403: "The key's role or its pipelines do not allow it; or no API key is configured, and the request does not come from this machine",
  404: 'There is no such run, pipeline or key',
  409: 'The state of the run or the pipeline does not allow it',
  413: 'The body is larger than 64 KiB; an upload, than `upload.max_bytes`',
  422: 'A program of the operator (`upload.scan_command`) refuses the upload',
  429: 'The key asks more than its limits allow; `Retry-After` says when to ask again',
  431: 'Its address and headers have more than 256 KiB together',
  500: 'An internal error; find it in the log by `request_id`',
  503: 'Temporal, the store or the target does not answer; try again',
  507: 'There is no room for the upload on the disk',
};
