import { z } from '@hono/zod-openapi';
import type { ErrorCode } from '../contracts/errors.js';
import { ERROR_CODES } from '../contracts/errors.js';
import { time } from './request/fields.js';

/** RFC 9457 with our additions; `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string().describe('Stable, one per code'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What could not be done, why, and what to do'),
    code: z
      .enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]])
      .describe('Stable; docs/reference/errors.md explains each'),
    retryable: z.boolean().describe('Whether the same request may succeed later'),
    hint: z.string().nullable(),
    request_id: z.string().optional().describe('Also in the response header `x-request-id` and in the log'),
    run: z
      .object({ run_id: z.string(), started_at: time.nullable(), url: z.string() })
      .optional()
      .describe('The open run because of which a start was refused'),
  })
  .openapi('Problem', { description: 'RFC 9457, with a stable code' });

export type Problem = z.infer<typeof problemSchema>;
