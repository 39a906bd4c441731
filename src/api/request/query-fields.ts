import { z } from '@hono/zod-openapi';

/**
 * A whole number of a query, in decimal digits: what the description calls an integer, and nothing else. (JavaScript
 * reads an empty text, ` 5`, `0x10` and `1e3` as numbers, too.)
 */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,16}$/, 'must be a whole number, in decimal digits')
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .openapi({ type: 'integer', minimum: min, maximum: max });

/** The same, where most say nothing. */
export const wholeNumberOr = (standard: number, min: number, max: number) =>
  wholeNumber(min, max).default(standard).openapi({ type: 'integer', minimum: min, maximum: max, default: standard });

/** A yes or no of a query, as `true` or `false`; none is no. */
export const flag = () => z.enum(['true', 'false']).transform((text) => text === 'true');

/** JSON in a query: its handler parses the text. What it holds is described, and that is all a description can do. */
export const jsonText = (most: number, holds: object) =>
  z
    .string()
    .min(2)
    .max(most)
    .openapi({ contentMediaType: 'application/json', contentSchema: holds } as never);
