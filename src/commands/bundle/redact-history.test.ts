import { expect, it } from 'vitest';
import { redactHistory } from './redact-history.js';

const redact = (text: string): string => text.replaceAll('hunter2', '[redacted]');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

it('redacts payloads and texts, and leaves the rest byte for byte', () => {
  const bytes = Buffer.from([0, 255, 254, 1]).toString('base64');
  const history = {
    events: [
      {
        attributes: {
          input: { payloads: [{ metadata: { encoding: base64('json/plain') }, data: base64('"hunter2"') }] },
        },
      },
      { summary: 'with hunter2', attempt: 3, payload: { data: bytes } },
    ],
  };
  expect(redactHistory(history, redact)).toEqual({
    events: [
      {
        attributes: {
          input: { payloads: [{ metadata: { encoding: base64('json/plain') }, data: base64('"[redacted]"') }] },
        },
      },
      { summary: 'with [redacted]', attempt: 3, payload: { data: bytes } },
    ],
  });
});
