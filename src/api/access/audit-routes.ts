import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { AuditEntry } from '../../contracts/access/audit-entry.js';
import { ROLES } from '../../contracts/access/role.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { count, list, pageFields, soughtName, time } from '../request/fields.js';
import { inTime } from '../request/in-time.js';
import { jsonAnswer, LINK } from '../request/json-answer.js';
import { linkNext } from '../request/link-next.js';
import type { AuditVerification } from '../../store/access/access-stores.js';
import { readPosition, writePosition } from './audit-position.js';

/** `/api/v1/audit`: who did what. */
export const auditRoutes = ({ store }: Pick<ApiDeps, 'store'>): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, LIST, async (c, { query: { pipeline, limit, cursor } }) => {
    const { entries, next } = await inTime(
      store.audit.list({
        limit,
        ...(pipeline === undefined ? {} : { pipeline }),
        ...(cursor === undefined ? {} : { before: cursor }),
      }),
    );
    if (next !== undefined) linkNext(c, { cursor: next });
    c.header('cache-control', 'no-store');
    return c.json({ audit: entries.map(entryJson), next: next ?? null }, 200);
  });

  endpoint(app, VERIFY, async (c, { query: { expect, cursor } }) => {
    const from = cursor === undefined ? undefined : readPosition(cursor);
    const query = { ...(expect === undefined ? {} : { expected: expect }), ...(from === undefined ? {} : { from }) };
    const found = await inTime(store.audit.verify(query), VERIFY_LIMIT_MS);
    c.header('cache-control', 'no-store');
    const next = found.next && writePosition(found.next);
    if (next !== undefined) linkNext(c, { cursor: next });
    return c.json(verificationJson(found, next), 200);
  });

  return app;
};

/** Of one part. */
const VERIFY_LIMIT_MS = 12_000;

const verificationJson = (found: AuditVerification, next: string | undefined): AuditVerificationJson => {
  const { entries, brokenEntries, before, end, broken, unprotected, hasExpected } = found;
  const isWhole = broken === undefined && hasExpected !== false;
  return {
    // What comes may be anything, but what is broken stays so.
    intact: next === undefined ? isWhole : broken === undefined ? null : false,
    ...{ entries, broken_entries: brokenEntries, before, end: end ?? null },
    broken: broken === undefined ? null : { id: broken.id ?? null, at: broken.at ?? null, why: broken.why },
    unprotected:
      unprotected === undefined
        ? null
        : { entries: unprotected.entries, first_at: unprotected.firstAt, last_at: unprotected.lastAt },
    has_expected: hasExpected ?? null,
    next: next ?? null,
  };
};

const entryJson = (entry: AuditEntry): z.infer<typeof entrySchema> => ({
  id: entry.id,
  at: entry.at,
  by: entry.by,
  key_id: entry.keyId ?? null,
  role: entry.role,
  action: entry.action,
  pipeline: entry.pipeline ?? null,
  run_id: entry.runId ?? null,
  subject: entry.subject ?? null,
  outcome: entry.outcome,
  status: entry.status,
  code: entry.code ?? null,
  request_id: entry.requestId ?? null,
});

const entrySchema = z
  .object({
    id: z.string(),
    at: time,
    by: z.string().describe("The key's name; of `api.key`, and without a key, what the request says"),
    key_id: z.string().nullable().describe('The id of a key that `POST /api/v1/keys` created'),
    role: z.enum(ROLES),
    action: z.string().describe('The id of the operation in this description'),
    pipeline: z.string().nullable(),
    run_id: z.string().nullable(),
    subject: z.string().nullable().describe('The key that was created or revoked'),
    outcome: z
      .enum(['done', 'refused', 'failed'])
      .describe('`failed`: something behind the API did not answer, or failed'),
    status: z.int().describe('Status of the answer'),
    code: z.string().nullable().describe('Code of the problem in the answer'),
    request_id: z.string().nullable(),
  })
  .openapi('AuditEntry');

const verificationSchema = z
  .object({
    intact: z
      .boolean()
      .nullable()
      .describe(
        'Whether all entries are what was written, and follow each other without a gap; null: nothing is wrong so far, and there is a `next`',
      ),
    entries: count.describe('Entries that were looked at'),
    broken_entries: count.describe('Entries of them that do not fit'),
    before: count.describe('Entries from before this version, which nothing can be said of'),
    end: z.string().nullable().describe('The hash of the newest entry: noted elsewhere, it is a later `expect`'),
    broken: z
      .object({ id: z.string().nullable(), at: time.nullable(), why: z.string() })
      .nullable()
      .describe('The first entry that does not fit'),
    unprotected: z
      .object({ entries: count, first_at: time, last_at: time })
      .nullable()
      .describe(
        'Entries among them that have no hash: a server of an earlier version wrote them while servers were upgraded, or somebody put them in; nothing can be said of them',
      ),
    has_expected: z.boolean().nullable().describe('Whether `expect` is one of the hashes'),
    next: z
      .string()
      .nullable()
      .describe('`cursor` of the next part, which counts on; null: all entries were looked at'),
  })
  .openapi('AuditVerification');

/** The answer of `GET /api/v1/audit/verify`. */
export type AuditVerificationJson = z.infer<typeof verificationSchema>;
/** One entry in `GET /api/v1/audit`. */
export type AuditEntryJson = z.infer<typeof entrySchema>;

const VERIFY = {
  method: 'get',
  path: '/verify',
  operationId: 'verifyAudit',
  tag: 'keys',
  role: 'admin',
  summary: 'Whether the audit is what was written',
  description:
    'Each entry has the hash of what it says and of the hash before it. One that was changed or removed in the store since does not fit. Who may write the store could make all hashes again: then a hash that was noted elsewhere is missing. An answer takes some seconds; where more is to be looked at, it has `next`.',
  query: z.object({
    cursor: z
      .string()
      .max(4_000)
      .regex(/^[A-Za-z0-9_-]+$/)
      .optional()
      .describe('`next` of the part before'),
    expect: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .describe('A hash that was the `end` once, and not longer ago than entries are kept'),
  }),
  responses: { 200: jsonAnswer(verificationSchema, 'What was found', LINK) },
  problems: [503],
} as const;

const LIST = {
  method: 'get',
  path: '/',
  operationId: 'readAudit',
  tag: 'keys',
  role: 'admin',
  summary: 'Who did what, the newest first',
  description:
    'Every request to change something or to export rows, who sent it, and how it ended. Kept as long as runs.',
  query: z.object({
    pipeline: soughtName,
    ...pageFields,
  }),
  responses: {
    200: jsonAnswer(z.object({ audit: list(entrySchema), next: z.int().nullable() }), 'A page', LINK),
  },
  problems: [503],
} as const;
