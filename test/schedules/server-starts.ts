import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { parseCronLine } from '../../src/contracts/schedule/parse-cron-line.js';
import { scheduleSpec } from '../../src/connectors/temporal/schedule-spec.js';

/** When the server itself would start a line, asked of a paused Schedule: milliseconds in `(from, to)`. */
export const serverStarts = async (
  client: Client,
  line: string,
  zone: string,
  from: number,
  to: number,
): Promise<number[]> => {
  const { spec } = scheduleSpec(parseCronLine(line), zone, new Date(from));
  const handle = await client.schedule.create({
    scheduleId: `times/${randomUUID()}`,
    spec,
    action: { type: 'startWorkflow', workflowType: 'none', taskQueue: 'none', workflowId: 'none' },
    state: { paused: true },
  });
  try {
    const starts: number[] = [];
    for (let after = from; ; ) {
      const page = await matchingTimes(client, handle.scheduleId, after, to);
      starts.push(...page.filter((start) => start > from && start < to));
      const last = page.at(-1);
      if (page.length < PAGE || last === undefined) return starts;
      after = last + 1_000;
    }
  } finally {
    await handle.delete();
  }
};

/** The server's own limit for one answer. */
const PAGE = 1_000;

const matchingTimes = async (client: Client, scheduleId: string, from: number, to: number): Promise<number[]> => {
  const stamp = (ms: number) => ({ seconds: Math.floor(ms / 1_000) as never, nanos: 0 });
  const { startTime } = await client.workflowService.listScheduleMatchingTimes({
    namespace: client.options.namespace,
    scheduleId,
    startTime: stamp(from),
    endTime: stamp(to),
  });
  return startTime.map(({ seconds }) => Number(seconds) * 1_000);
};
