import { ask } from './ask.js';

/** `live`: events come. `lost`: the server is away, and it is tried again by itself. `ended`: no more will come. */
export type Connection = 'connecting' | 'live' | 'lost' | 'ended';

export interface Followed {
  /** The address at which to begin, anew after each time that the server has refused the stream. */
  readonly url: () => string;
  readonly take: Readonly<Record<string, (data: unknown) => void>>;
  /** The event after which nothing follows. @default none */
  readonly last?: string;
  readonly told: (connection: Connection) => void;
}

/**
 * Follows a stream of events until it has ended or the returned function is called. A browser resumes a stream that
 * broke by itself, from the last event's id; one that the server refused is opened again here, later each time.
 */
export const followEvents = ({ url, take, last, told }: Followed): (() => void) => {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT_MS;

  const stop = (): void => {
    clearTimeout(timer);
    source?.close();
    removeEventListener('online', again);
  };
  const open = (): void => {
    source = new EventSource(url());
    source.addEventListener('open', () => {
      wait = FIRST_WAIT_MS;
      told('live');
    });
    source.addEventListener('error', () => {
      told('lost');
      if (source?.readyState !== EventSource.CLOSED) return;
      // A stream does not say why it was refused: it may be that the session has ended.
      void ask('/api/v1/session').catch(() => undefined);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    });
    for (const [name, call] of Object.entries(take)) {
      source.addEventListener(name, (event) => {
        call(JSON.parse((event as MessageEvent<string>).data));
        if (name !== last) return;
        stop();
        told('ended');
      });
    }
  };
  const again = (): void => {
    if (source?.readyState === EventSource.OPEN) return;
    clearTimeout(timer);
    source?.close();
    open();
  };

  told('connecting');
  addEventListener('online', again);
  open();
  return stop;
};

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
