import type { Context } from 'hono';
import { callerOf, senderOf } from '../../access/caller.js';
import { eventAnswer } from '../../request/event-answer.js';
import type { WatcherLimit } from '../../request/limit-watchers.js';
import type { RunWatch } from './watch-run.js';
import { ENDED } from './watch-run.js';

/**
 * Answers with the events of a run, from the line that its reader has received last; 204 to whoever has received its
 * end. Throws RUN_UNKNOWN and TOO_MANY_WATCHERS.
 */
export const answerWatch = async (
  c: Context,
  { watch, watchers }: { readonly watch: RunWatch; readonly watchers: WatcherLimit },
  runId: string,
  after: number,
): Promise<Response> => {
  const ended = await watch.hasEnded(runId);
  const last = c.req.header('last-event-id');
  if (last?.endsWith(ENDED) === true && ended) return c.body(null, 204);
  const open = async () => {
    if (last === undefined) return watch.watch(runId, after);
    const number = LINE.test(last) ? Number(last) : undefined;
    if (number === undefined || !(await watch.hasLine(runId, number))) return watch.watchAnew(runId);
    return watch.watch(runId, number);
  };
  return eventAnswer(c, () => watchers.admit(whoAsks(c), open));
};

/** A stored key, with all its texts; `api.key`, and whoever sends none, are one each. */
export const whoAsks = (c: Context): string => senderOf(callerOf(c));

const LINE = /^\d{1,15}$/;
