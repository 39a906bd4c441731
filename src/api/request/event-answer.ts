import type { Context } from 'hono';
import { callerOf } from '../access/caller.js';
import type { EventStream } from './event-stream.js';

/**
 * Answers with the stream, which is opened for who reads it only, and ends when the connection does, or within seconds
 * after the caller's key or session.
 */
export const eventAnswer = async (c: Context, open: () => EventStream | Promise<EventStream>): Promise<Response> => {
  const headers = {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  };
  if (c.req.method === 'HEAD') return c.body(null, 200, headers);
  const stream = await open();
  callerOf(c).endWithKey?.(stream);
  c.req.raw.signal.addEventListener('abort', () => stream.end(), { once: true });
  return c.body(stream.body, 200, headers);
};
