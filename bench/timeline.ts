import { Client, Connection } from '@temporalio/client';

/**
 * The steps of a run as Temporal recorded them, a line each, in milliseconds since `sinceMs` (epoch milliseconds):
 * when a step was asked for, how long it waited for a worker, and how long it took.
 */
export async function describeTimeline(address: string, workflowId: string, sinceMs: number): Promise<string> {
  const connection = await Connection.connect({ address });
  try {
    const { events } = await new Client({ connection }).workflow.getHandle(workflowId).fetchHistory();
    const at = (event: { eventTime?: { seconds?: unknown; nanos?: number | null } | null }): number =>
      Number(event.eventTime?.seconds ?? 0) * 1e3 + (event.eventTime?.nanos ?? 0) / 1e6 - sinceMs;
    const asked = new Map<string, { name: string; at: number; started: number }>();
    const lines: string[] = [];
    const line = (from: number, what: string) => lines.push(`${from.toFixed(0).padStart(7)} ${what}`);
    for (const event of events ?? []) {
      const scheduled = event.activityTaskScheduledEventAttributes;
      const started = event.activityTaskStartedEventAttributes;
      const completed = event.activityTaskCompletedEventAttributes;
      if (event.workflowExecutionStartedEventAttributes) line(at(event), 'workflow started');
      if (event.workflowExecutionCompletedEventAttributes) line(at(event), 'workflow completed');
      if (event.workflowTaskStartedEventAttributes) line(at(event), '  workflow task');
      if (event.timerStartedEventAttributes) line(at(event), '  timer');
      if (scheduled) {
        asked.set(String(event.eventId), { name: scheduled.activityType?.name ?? '', at: at(event), started: 0 });
      }
      const open = asked.get(String(started?.scheduledEventId));
      if (open !== undefined) open.started = at(event);
      const done = asked.get(String(completed?.scheduledEventId));
      if (done === undefined) continue;
      const waited = (done.started - done.at).toFixed(0);
      line(
        done.at,
        `${done.name}: waited ${waited}, took ${(at(event) - done.started).toFixed(0)}, ended at ${at(event).toFixed(0)}`,
      );
    }
    return lines.join('\n');
  } finally {
    await connection.close();
  }
}
