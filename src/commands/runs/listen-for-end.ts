import type { RunJson } from '../../api/runs/run-schema.js';
import type { ApiClient } from '../api-client.js';

export interface EndListener {
  /** Whether the server would tell the end now. Who is told nothing asks the more often. */
  readonly listening: () => boolean;
  readonly stop: () => void;
}

/**
 * Listens to a run's events beside other work, and calls once with the ended run; never where the stream is cut off or
 * refused. Throws nothing.
 */
export const listenForEnd = (
  api: Pick<ApiClient, 'download'>,
  runId: string,
  onEnd: (run: RunJson) => void,
): EndListener => {
  const stopped = new AbortController();
  const { signal } = stopped;
  let listening = false;
  const listen = async (): Promise<RunJson | undefined> => {
    const events = await api.download(`/api/v1/runs/${runId}/events?after=${NO_LINES}`, signal);
    const decoder = new TextDecoder();
    let text = '';
    let latest: RunJson | undefined;
    for await (const chunk of events) {
      const whole = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
      text = whole.pop() ?? '';
      // What stands between may keep events back: nothing is told then, although the stream is open.
      listening ||= whole.length > 0;
      for (const event of whole) {
        if (event.startsWith('event: run\n')) latest = JSON.parse(dataOf(event)) as RunJson;
        if (event.startsWith('event: end\n')) return latest;
      }
    }
    return undefined;
  };
  void listen()
    .finally(() => {
      listening = false;
    })
    .then(
      (run) => run === undefined || signal.aborted || onEnd(run),
      () => undefined,
    );
  return { listening: () => listening, stop: () => stopped.abort() };
};

const dataOf = (event: string): string => event.slice(event.indexOf('data: ') + 'data: '.length);

/** After the last line of any log. */
const NO_LINES = Number.MAX_SAFE_INTEGER;
