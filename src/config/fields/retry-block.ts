import { z } from 'zod';
import { count, duration } from './fields.js';

/** How often, and for how long, a run is tried that has nothing else to say of it. */
export const retryBlock = () =>
  z
    .strictObject({
      max_attempts: count(3, 1, 100).describe('Attempts of a run; each step also has its own tries.'),
      retry_delay: duration('5m', { least: 0 }).describe('Time between two attempts; `proceed` ends it.'),
      deadline: duration('12h').describe('The run fails after this time.'),
    })
    .prefault({});
