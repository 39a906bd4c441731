import { z } from '@hono/zod-openapi';
import type { ConnectionKind } from '../../contracts/connections/connection.js';
import { count, list } from '../request/fields.js';

const kind = z.enum(['postgres', 'mysql', 'sftp', 'http']) satisfies z.ZodType<ConnectionKind>;

export const connectionSchema = z
  .object({
    name: z.string(),
    kind,
    address: z.string().describe('Host and port, the path of a socket, or the base URL'),
    user: z.string().nullable().describe('The account; null: none'),
    database: z.string().nullable(),
    tls: z
      .enum(['off', 'system', 'ca'])
      .nullable()
      .describe(
        'Whose certificates are trusted: `ca` are those of the configuration; null: the kind has no such choice',
      ),
  })
  .openapi('Connection');

/** A connection in `/api/v1/connections`; no secret. */
export type ConnectionJson = z.infer<typeof connectionSchema>;

export const connectionTestSchema = z
  .object({
    name: z.string(),
    kind,
    ok: z.boolean().describe('Whether the server answered and accepted the login'),
    latency_ms: count.describe('Until the answer was clear'),
    version: z.string().optional().describe("The server's own name and version; for `sftp` the protocol"),
    error: z.string().optional().describe('Why it is not ok'),
    code: z.string().optional().describe("The error's code"),
    warnings: list(z.string()).describe('What works less than it could, such as a missing right'),
  })
  .openapi('ConnectionTest');

/** The answer to a try of a connection. */
export type ConnectionTestJson = z.infer<typeof connectionTestSchema>;
