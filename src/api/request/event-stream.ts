/** One reader of server-sent events. */
export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Hands on; a reader that leaves more than 256 KiB waiting is let go, and comes back with its last id. */
  send(chunk: Uint8Array): void;
  /** Resolves when its reader has room for more, or is gone. */
  room(): Promise<void>;
  /** Ends after what was sent. */
  end(): void;
  /** True once its reader has left, was let go, or has got the end. */
  readonly gone: () => boolean;
  /** Calls once when that is so, at once where it is already. */
  whenGone(call: () => void): void;
}

/** `onGone` is called once. */
export const openEventStream = (onGone: () => void): EventStream => {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let waiting: (() => void)[] = [];
  const onGones = [onGone];
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const go of woken) go();
  };
  const leave = (): void => {
    if (controller === undefined) return;
    controller = undefined;
    wake();
    for (const call of onGones) call();
  };
  const end = (): void => {
    controller?.close();
    leave();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given;
      },
      pull: wake,
      cancel: leave,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: ROOM }),
  );
  return {
    body,
    send: (chunk) => {
      controller?.enqueue(chunk);
      if ((controller?.desiredSize ?? 0) < ROOM - MOST_WAITING) end();
    },
    room: () => {
      if (controller === undefined || (controller.desiredSize ?? 0) > 0) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
    end,
    gone: () => controller === undefined,
    whenGone: (call) => {
      if (controller === undefined) call();
      else onGones.push(call);
    },
  };
};

/** One event as it goes over the wire; all its readers share these bytes. */
export const encodeEvent = (event: string, data: unknown, id?: string | number): Uint8Array =>
  encoder.encode(`event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);

/** Keeps proxies from closing a quiet stream. */
export const SIGN_OF_LIFE = new TextEncoder().encode(': still here\n\n');
export const SIGN_OF_LIFE_MS = 10_000;

const encoder = new TextEncoder();
const ROOM = 64 * 1024;
const MOST_WAITING = 256 * 1024;
