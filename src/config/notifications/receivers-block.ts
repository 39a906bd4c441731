import * as z from 'zod';
import { NOTIFICATION_EVENTS, USUAL_EVENTS } from '../../contracts/notifications/events.js';
import { NOTIFICATION_FORMATS } from '../../contracts/notifications/receiver-settings.js';
import { duration, filledText, httpUrl } from '../fields/fields.js';

const names = NOTIFICATION_EVENTS.map((event) => `"${event}"`);

const events = () =>
  z.array(z.enum(NOTIFICATION_EVENTS, { error: `must be ${names.slice(0, -1).join(', ')} or ${names.at(-1)}` }));

/** The longest between two tries, so the longest before the second. */
const LONGEST_DELAY_MS = 3_600_000;

/** Sending refuses credentials in an address, so that each notification would be lost. */
const receiverUrl = () =>
  httpUrl().refine((text) => !URL.canParse(text) || !hasCredentials(new URL(text)), {
    error: 'must have no user and no password in it: give "token", which is sent as "Authorization: Bearer …"',
  });

const hasCredentials = ({ username, password }: URL): boolean => username !== '' || password !== '';

/** `notifications:`, who is told of what happens, by name. */
export const receiversBlock = z.record(
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    error: 'must be a name of letters, digits, ".", "_" and "-"',
  }),
  z.strictObject({
    url: receiverUrl().describe('Where it is sent, by POST. A secret: addresses of chats have a token in them.'),
    secret: filledText()
      .optional()
      .describe(
        'Signs what is sent as Standard Webhooks has it: "whsec_" with base64, or any text; default: unsigned.',
      ),
    token: filledText().optional().describe('Sent as "Authorization: Bearer …"; default: none.'),
    format: z
      .enum(NOTIFICATION_FORMATS, { error: 'must be "standard", "slack" or "teams"' })
      .default('standard')
      .describe('`standard`: JSON as in docs/how-to/notifications.md; or what a webhook of Slack or Teams takes.'),
    events: events()
      .default([...USUAL_EVENTS])
      .describe('What it is told of. Default: failed, warning, parked, nothing_imported and missed.'),
    retry_delay: duration('5s', { most: LONGEST_DELAY_MS }).describe(
      'Until the second try; three times as long before each further one, at most 1h.',
    ),
    retry_for: duration('72h').describe(
      'A receiver that is away for longer is not told; see "stevedore notifications".',
    ),
  }),
);

/** `notifications:` of a pipeline: what receivers are told of it, by the receiver's name. */
export const pipelineReceivers = () =>
  z
    .record(z.string(), events())
    .default({})
    .describe(
      'What receivers are told of this pipeline, by their names in `notifications`: { ops: [failed, success] }; [] is nothing.',
    );
