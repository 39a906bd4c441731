import { expect, it } from 'vitest';
import { endOfRun } from './end-of-run-rules.js';
import { formatBody } from './format-body.js';
import { notificationBody } from './notification-body-rules.js';

const redact = (text: string): string => text.replaceAll('hunter2', '[redacted]');
const ended = {
  ...{ pipeline: 'shop', kind: 'dump-import', runId: '1', completedAt: '2026-03-01T00:00:00.000Z', attempts: 1 },
  warnings: [],
} as const;

it('redacts and cuts every text', () => {
  const message = `hunter2 ${'x'.repeat(10_000)}`;
  const happening = endOfRun({ ...ended, outcome: 'failed', error: { code: 'INTERNAL', message } });
  const body = JSON.stringify(notificationBody('failed', happening, redact));
  expect([body.includes('hunter2'), body.includes('[redacted]'), body.length < 6_000]).toEqual([false, true, true]);
});

it('says of an end with warnings how many there are, and shows the first twenty', () => {
  const warnings = Array.from({ length: 30 }, (_, at) => `view ${at} is missing`);
  const happening = endOfRun({ ...ended, outcome: 'success', warnings });
  const { type, data } = notificationBody('warning', happening, redact);
  expect([type, data.text]).toEqual([
    'run.warning',
    '"shop" ended in success with warnings: view 0 is missing and 29 more (run 1)',
  ]);
  expect(data).toMatchObject({ warning_count: 30, warnings: warnings.slice(0, 20) });
});

it('calls nobody and links nowhere in a chat, whatever a message says', () => {
  const happening = endOfRun({
    ...ended,
    outcome: 'failed',
    error: { code: 'X', message: '<!channel> [a](http://b) & c' },
  });
  const body = notificationBody('failed', happening, redact);
  expect(formatBody('slack', body)).toEqual({
    text: '"shop" failed: X: &lt;!channel&gt; [a](http://b) &amp; c (run 1)',
  });
  expect(JSON.stringify(formatBody('teams', body))).toContain(String.raw`\\[a\\]\\(http://b\\)`);
});
