import * as z from 'zod';
import { BYTE_SIZE_PATTERN, parseByteSize } from './byte-size.js';
import { DURATION_PATTERN, parseDuration } from './duration.js';

/** The kinds of value in the configuration; each states what it must be. */

/** Node's timers overflow beyond 24.8 days. */
const LONGEST_MS = 576 * 3_600_000;

const DURATION_RULE = 'must be a duration such as "5m", "300s", "1h30m" or "500ms"';
const SIZE_RULE = 'must be a size such as "200GiB" or "10MB"';

/** The longest of an age, which no timer waits for: ten years. */
export const LONGEST_AGE_MS = 10 * 365 * 24 * 3_600_000;

/** A Go duration; milliseconds inside. */
export const duration = (standard: string, { least = 1, most = LONGEST_MS } = {}) =>
  z
    .string({ error: DURATION_RULE })
    .regex(DURATION_PATTERN, { error: DURATION_RULE })
    .transform((text) => parseDuration(text) ?? 0)
    .refine((value) => value >= least, { error: 'must be longer than zero' })
    .refine((value) => value <= most, { error: `must be at most "${most / 3_600_000}h"` })
    .prefault(standard);

/** `200GiB`, `10MB`; bytes inside. */
export const byteSize = (standard: string) => optionalByteSize().unwrap().prefault(standard);

/** The same without a default. */
export const optionalByteSize = () =>
  z
    .string({ error: SIZE_RULE })
    .regex(BYTE_SIZE_PATTERN, { error: SIZE_RULE })
    .transform((text) => parseByteSize(text) ?? 0)
    .refine((value) => value > 0 && Number.isSafeInteger(value), { error: 'must be more than zero' })
    .optional();

export const flag = (standard: boolean) => z.boolean().default(standard);

export const count = (standard: number, least: number, most: number) => z.int().min(least).max(most).default(standard);

export const share = (standard: number) => z.number().min(0).max(100).default(standard);

/** A percentage, or `off`. */
export const shareOrOff = (most = Number.MAX_SAFE_INTEGER) =>
  z.union([z.number().min(0).max(most), z.literal('off')], { error: 'must be a percentage, or "off"' });

const WINDOW_RULE = 'must be times of day such as "22:00-06:00"';
const WINDOW = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** `22:00-06:00`; minutes of the day inside. */
export const timeWindow = () =>
  z
    .string({ error: WINDOW_RULE })
    .regex(WINDOW, { error: WINDOW_RULE })
    .transform((text) => {
      const [from = 0, to = 0] = text.split('-').map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
      return { from, to: to % 1_440 };
    })
    .refine(({ from, to }) => from !== to, {
      error: 'must not begin and end at the same time: remove it for "at any time"',
    });

export const filledText = () => z.string().min(1, { error: 'must not be empty' });

export const httpUrl = () =>
  z.string().refine((text) => urlOf(text, ['http:', 'https:']) !== undefined, {
    error: 'must be a URL that begins with "http://" or "https://"',
  });

export const redisUrl = () =>
  z.string().refine((text) => urlOf(text, ['redis:', 'rediss:']) !== undefined, {
    error: 'must be a URL that begins with "redis://" or "rediss://"',
  });

export const tls = () =>
  z.union([z.enum(['off', 'system']), z.strictObject({ ca: filledText() })], {
    error: 'must be "off", "system", or { ca: <path of a PEM file> }',
  });

export const urlOf = (text: string, protocols: readonly string[]): URL | undefined => {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return protocols.includes(url.protocol) && url.hostname !== '' ? url : undefined;
};
