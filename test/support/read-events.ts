import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: Record<string, unknown>;
  /** When it came, in milliseconds. */
  readonly at: number;
}

export interface EventReader {
  readonly events: ServerEvent[];
  /** When anything came, comments too, in milliseconds. */
  readonly heard: number[];
  /** The id that a browser would come back with. */
  readonly lastId: () => string | undefined;
  /** Resolves with the answer's status when the connection has ended, whyever. */
  readonly done: Promise<number>;
  readonly leave: () => void;
}

/**
 * Reads server-sent events as a browser does, and asks again after a 503:
 * https://html.spec.whatwg.org/multipage/server-sent-events.html.
 */
export const readEvents = (url: string, lastEventId?: string, key?: string): EventReader => {
  const events: ServerEvent[] = [];
  const heard: number[] = [];
  const leaving = new AbortController();
  let lastId = lastEventId;
  let status = 0;
  const take = (block: string): void => {
    const fields = block.split('\n').filter((line) => !line.startsWith(':'));
    const field = (name: string) => fields.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const data = field('data');
    lastId = field('id') ?? lastId;
    if (data !== undefined) {
      events.push({
        event: field('event') ?? 'message',
        id: field('id'),
        data: JSON.parse(data) as Record<string, unknown>,
        at: performance.now(),
      });
    }
  };
  const headers = {
    accept: 'text/event-stream',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  const read = async (): Promise<number> => {
    try {
      let response = await fetch(url, { headers, signal: leaving.signal });
      for (; response.status === 503; response = await fetch(url, { headers, signal: leaving.signal }))
        await sleep(500);
      status = response.status;
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) {
        heard.push(performance.now());
        const blocks = (text + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
        text = blocks.pop() ?? '';
        blocks.forEach(take);
      }
    } catch {
      // The connection was cut.
    }
    return status;
  };
  return { events, heard, lastId: () => lastId, done: read(), leave: () => leaving.abort() };
};
