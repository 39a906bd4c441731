import { z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import type { AuditPosition } from '../../store/access/access-stores.js';

/** Whoever makes one up deceives only itself: the figures of its own answer begin with it. */
const position = z.strictObject({
  seq: z.int().min(0),
  hash: z.string().max(64),
  hasExpected: z.boolean(),
  entries: z.int().min(0),
  brokenEntries: z.int().min(0),
  before: z.int().min(0),
  unprotected: z
    .strictObject({ entries: z.int().min(0), firstAt: z.iso.datetime(), lastAt: z.iso.datetime() })
    .exactOptional(),
  broken: z
    .strictObject({
      id: z.string().max(64).exactOptional(),
      at: z.iso.datetime().exactOptional(),
      why: z.string().max(500),
    })
    .exactOptional(),
}) satisfies z.ZodType<AuditPosition>;

/** A place in the audit as the `cursor` of a request. */
export const writePosition = (place: AuditPosition): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** Throws REQUEST_INVALID. */
export const readPosition = (cursor: string): AuditPosition => {
  const found = position.safeParse(parsed(cursor));
  if (found.success) return found.data;
  throw new StevedoreError(
    'REQUEST_INVALID',
    'Cannot go on with the audit: "cursor" is not one that an answer gave; begin without one',
  );
};

const parsed = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};
