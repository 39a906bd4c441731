import { z } from 'zod';
import { DURATION_PATTERN, parseDuration } from './duration.js';

const AGE_RULE = 'must be a number of days such as "30d", or a duration such as "12h"';
const DAYS = /^\d{1,6}d$/;

/** How long something is kept: days, or a Go duration of any length; milliseconds inside. */
export const age = (standard: string) =>
  z
    .string({ error: AGE_RULE })
    .refine((text) => DAYS.test(text) || DURATION_PATTERN.test(text), { error: AGE_RULE })
    .transform((text) => (DAYS.test(text) ? Number(text.slice(0, -1)) * 86_400_000 : (parseDuration(text) ?? 0)))
    .refine((value) => value > 0, { error: 'must be longer than zero' })
    .prefault(standard);
