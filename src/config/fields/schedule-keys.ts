import { z } from 'zod';
import { pipelineReceivers } from '../notifications/receivers-block.js';
import { duration, filledText, flag } from './fields.js';

/** When a pipeline of any kind runs by itself. */
export const scheduleKeys = () => ({
  enabled: flag(true).describe('`false` removes the Schedule and refuses starts.'),
  schedule: z
    .string()
    .default('')
    .describe('As in a crontab; six fields are seconds first. Empty: started by hand only.'),
  schedule_timezone: filledText().optional().describe("IANA name; default: the machine's."),
  notifications: pipelineReceivers(),
});

/** `what` begins the sentence: `No import`. */
export const alertAfter = (what: string) =>
  z
    .union([z.literal('off'), duration('0s')], { error: 'must be a duration such as "36h", or "off"' })
    .default('off')
    .describe(`${what} for longer raises an alert; failed and missed runs always do.`);
