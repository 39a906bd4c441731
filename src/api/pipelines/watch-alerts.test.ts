import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Happening } from '../../contracts/notifications/happening.js';
import type { PipelineSettings } from '../../contracts/kinds.js';
import type { PipelineAlert } from './pipeline-alerts.js';
import { watchAlerts } from './watch-alerts.js';

it('tells of what no run tells, with a subject that stays the same as long as the alert does', async () => {
  const since = '2026-03-01T00:00:00.000Z';
  const alerts: PipelineAlert[] = (['failed', 'missed', 'nothing_imported', 'target_away'] as const).map((kind) => ({
    kind,
    since,
    message: `${kind}!`,
  }));
  const told: Happening[] = [];
  const nothing = () => undefined;
  const pipeline = { name: 'shop', kind: 'dump-import' } as PipelineSettings;
  const stop = watchAlerts(
    [pipeline],
    () => Promise.resolve(alerts),
    { info: nothing, warn: nothing, error: nothing },
    {
      everyMs: 20,
      notify: (happening) => Promise.resolve(void told.push(happening)),
    },
  );
  await sleep(150);
  stop();
  expect(told.length).toBeGreaterThan(2);
  const once = [...new Set(told.map(({ event, subject, reason }) => `${event} ${subject} ${reason ?? ''}`))];
  expect(once).toEqual([`missed shop/${since} missed!`, `nothing_imported shop/${since} nothing_imported!`]);
});
