import type { NotificationBody } from '../contracts/notifications/notification.js';
import type { NotificationFormat } from '../contracts/notifications/receiver-settings.js';

/** The body as the receiver reads it. */
export const formatBody = (format: NotificationFormat, body: NotificationBody): object => FORMATS[format](body);

const FORMATS: Readonly<Record<NotificationFormat, (body: NotificationBody) => object>> = {
  standard: (body) => body,
  // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
  slack: ({ data }) => ({ text: forSlack(data.text) }),
  // A message with an Adaptive Card, as "Workflows" of Teams takes it.
  teams: ({ data }) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [{ type: 'TextBlock', text: forTeams(data.text), wrap: true }],
        },
      },
    ],
  }),
};

/** Slack reads these three as the beginning of a mention or a link: nobody is called by what a server says. */
const forSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A text block of a card is Markdown: what comes from outside makes no link. */
const forTeams = (text: string): string => text.replaceAll(/[\\[\]()*_~`]/g, String.raw`\$&`);
