import { z } from '@hono/zod-openapi';
import { wholeNumber, wholeNumberOr } from './query-fields.js';

/** A time in RFC 3339. */
export const time = z.iso.datetime({ offset: true });

export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

/** For a named schema: `nullable()` would describe it as one that null does not match. */
export const orNull = <T extends z.ZodType>(named: T) => z.union([named, z.null()]);

export const count = z.int().min(0);

/** A name to look for; PostgreSQL takes no text with NUL. */
export const soughtName = z
  .string()
  .max(64)
  .refine((text) => !text.includes('\0'), { error: 'must not contain NUL' })
  .optional();

/** The query of a list that is read page by page, the newest first. */
export const pageFields = {
  limit: wholeNumberOr(50, 1, 200),
  cursor: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().describe('`next` of the page before'),
};

/** Who asks, as logs and runs show it. */
export const by = z.string().min(1).max(64).optional().describe('Who asks: shown in the run and its log');

/** A contract's type as a schema infers it: zod does not distinguish an absent field from an undefined one. */
export type Read<T> = { readonly [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] };
