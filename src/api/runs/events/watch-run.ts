import type { RunClient } from '../../../connectors/temporal/run-client.js';
import type { LogLine, Store } from '../../../store/store.js';
import { inTime } from '../../request/in-time.js';
import type { EventStream } from '../../request/event-stream.js';
import { encodeEvent, openEventStream, SIGN_OF_LIFE, SIGN_OF_LIFE_MS } from '../../request/event-stream.js';
import { shareReadings } from '../../request/share-readings.js';
import type { RunView } from '../join-run.js';
import type { RunReader, RunReading } from '../read-runs.js';
import { runJson } from '../run-json.js';
import { runLine } from '../run-line.js';
import { textOfRun } from './text-of-run.js';

/**
 * 1. A run is read once a second however many watch it, at once when Temporal says that it has ended, and not at all
 *    while nobody does. Clients that come at once, as after a restart of the server, share the readings that each needs
 *    to begin.
 * 2. A watcher gets each log line once and in order. An event's id is the number of the last line sent, so it outlives
 *    this connection and this process: a client continues from it.
 * 3. The run's state is sent when the watch begins and whenever it changes; it has no id, because it is sent again
 *    anyway.
 * 4. `end` comes after the last line.
 * 5. The next reading retries a failed one; watchers wait.
 */
export interface RunWatch {
  /** Sends the lines after a number, the run, and what follows; ends the stream when the run has ended. */
  watch(runId: string, after: number): EventStream;
  /** The same for a client that cannot continue where it stopped: sends `resync` first, and no earlier lines. */
  watchAnew(runId: string): Promise<EventStream>;
  /** Whether the run has ended; uses the watch if there is one. Throws RUN_UNKNOWN. */
  hasEnded(runId: string): Promise<boolean>;
  /** Whether the run has a line of this number or a later one. */
  hasLine(runId: string, seq: number): Promise<boolean>;
  /** Ends every stream. */
  close(): void;
}

interface Watcher {
  readonly stream: EventStream;
  position: number;
  /** The run's state that was last sent to it. */
  seen: string;
  /** It is still reading the lines from before it came. */
  catchingUp: boolean;
}

interface Topic {
  readonly watchers: Set<Watcher>;
  readonly stop: () => void;
  /** Newest lines, encoded, each with its number; without those up to `since`. */
  lines: { readonly seq: number; readonly chunk: Uint8Array }[];
  since: number;
  position: number;
  text: string;
  run?: Uint8Array;
  end?: Uint8Array;
}

export interface RunWatchDeps {
  readonly reader: Pick<RunReader, 'byId'>;
  readonly store: { readonly logs: Pick<Store['logs'], 'list'> };
  /** Tells the end when it comes. @default the next reading finds it */
  readonly runs?: Pick<RunClient, 'untilEnded'>;
  /** @default 1_000 */
  readonly everyMs?: number;
  /** The event that the run's state is sent as, and what it says. @default `run`, as `/api/v1/runs` shows it */
  readonly shown?: { readonly event: string; readonly json: (run: RunView) => object };
}

export const createRunWatch = ({ reader, store, runs, everyMs = 1_000, shown }: RunWatchDeps): RunWatch => {
  const topics = new Map<string, Topic>();

  const shareLines = shareReadings<LogLine[]>();
  const linesAfter = (runId: string, afterSeq: number) =>
    shareLines(`${runId}/${afterSeq}`, () => inTime(store.logs.list({ runId, afterSeq, limit: PAGE })));
  const shareRun = shareReadings<RunReading & { run: RunView }>();
  const shareNewest = shareReadings<number>();
  const newestLine = (runId: string): Promise<number> =>
    shareNewest(runId, async () => (await inTime(store.logs.list({ runId, tail: true, limit: 1 }))).at(-1)?.seq ?? 0);

  const state = (run: RunView): { readonly text: string; readonly json: object } => {
    if (shown !== undefined) {
      const json = shown.json(run);
      return { text: JSON.stringify(json), json };
    }
    const json = runJson(run);
    return { text: textOfRun(json), json };
  };

  const read = async (runId: string, topic: Topic): Promise<RunView> => {
    const { run } = await shareRun(runId, () => reader.byId(runId));
    const lines = await linesAfter(runId, topic.position);
    topic.lines.push(...lines.map((line) => ({ seq: line.seq, chunk: encodeEvent('log', runLine(line), line.seq) })));
    topic.position = lines.at(-1)?.seq ?? topic.position;
    const dropped = topic.lines.splice(0, topic.lines.length - KEPT_LINES);
    topic.since = dropped.at(-1)?.seq ?? topic.since;
    const { text, json } = state(run);
    if (text !== topic.text) {
      topic.text = text;
      topic.run = encodeEvent(shown?.event ?? 'run', json);
    }
    if (run.status !== 'running' && lines.length < PAGE) {
      topic.end = encodeEvent('end', { run_id: runId, status: run.status }, `${topic.position}${ENDED}`);
    }
    return run;
  };

  const deliver = (runId: string, topic: Topic, watcher: Watcher): void => {
    const { stream } = watcher;
    if (watcher.catchingUp || topic.run === undefined) return;
    if (watcher.position < topic.since) {
      void catchUp(runId, topic, watcher);
      return;
    }
    const first = topic.lines.findLastIndex(({ seq }) => seq <= watcher.position) + 1;
    for (const { chunk } of topic.lines.slice(first)) stream.send(chunk);
    watcher.position = Math.max(watcher.position, topic.position);
    if (watcher.seen !== topic.text) stream.send(topic.run);
    watcher.seen = topic.text;
    if (topic.end === undefined) return;
    stream.send(topic.end);
    stream.end();
  };

  const catchUp = async (runId: string, topic: Topic, watcher: Watcher): Promise<void> => {
    const { stream } = watcher;
    watcher.catchingUp = true;
    try {
      while (watcher.position < topic.since && !stream.gone()) {
        const lines = await linesAfter(runId, watcher.position);
        if (lines.length === 0) watcher.position = topic.since;
        for (const line of lines) {
          await stream.room();
          stream.send(encodeEvent('log', runLine(line), line.seq));
          watcher.position = line.seq;
        }
      }
    } catch {
      // The store is away; the next round continues here.
      return;
    } finally {
      watcher.catchingUp = false;
    }
    deliver(runId, topic, watcher);
  };

  const begin = (runId: string): Topic => {
    const stopped = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let isReading = false;
    let isListening = false;
    let endTold = false;
    const listen = async (run: RunView): Promise<void> => {
      if (runs === undefined || isListening || endTold || run.status !== 'running') return;
      isListening = true;
      endTold = await runs.untilEnded({ workflowId: run.workflowId, runId }, stopped.signal);
      isListening = false;
      if (!endTold || isReading || stopped.signal.aborted) return;
      clearTimeout(timer);
      void round();
    };
    const round = async (): Promise<void> => {
      const knewEnd = endTold;
      isReading = true;
      try {
        if (topic.position < 0) topic.position = topic.since = await newestLine(runId);
        const run = await read(runId, topic);
        for (const watcher of [...topic.watchers]) deliver(runId, topic, watcher);
        void listen(run);
      } catch {
        // The next round tries again.
      }
      isReading = false;
      if (!stopped.signal.aborted) timer = setTimeout(() => void round(), endTold && !knewEnd ? 0 : everyMs);
    };
    const alive = setInterval(() => {
      for (const { stream } of [...topic.watchers]) stream.send(SIGN_OF_LIFE);
    }, SIGN_OF_LIFE_MS);
    const stop = (): void => {
      stopped.abort();
      clearTimeout(timer);
      clearInterval(alive);
    };
    const topic: Topic = { watchers: new Set(), stop, lines: [], since: -1, position: -1, text: '' };
    void round();
    return topic;
  };

  const join = (runId: string, after: number, first?: Uint8Array): EventStream => {
    const topic = topics.get(runId) ?? begin(runId);
    topics.set(runId, topic);
    const stream = openEventStream(() => {
      topic.watchers.delete(watcher);
      if (topic.watchers.size > 0) return;
      topic.stop();
      if (topics.get(runId) === topic) topics.delete(runId);
    });
    const watcher: Watcher = { stream, position: after, seen: '', catchingUp: false };
    topic.watchers.add(watcher);
    if (first !== undefined) stream.send(first);
    deliver(runId, topic, watcher);
    return stream;
  };

  return {
    hasEnded: async (runId) => {
      const topic = topics.get(runId);
      if (topic?.run !== undefined) return topic.end !== undefined;
      return (await shareRun(runId, () => reader.byId(runId))).run.status !== 'running';
    },
    hasLine: async (runId, seq) => seq <= (topics.get(runId)?.position ?? -1) || seq <= (await newestLine(runId)),
    watch: join,
    watchAnew: async (runId) => {
      const newest = await newestLine(runId);
      return join(runId, newest, encodeEvent('resync', { run_id: runId, next: newest }, newest));
    },
    close: () => {
      for (const { watchers } of [...topics.values()]) for (const { stream } of [...watchers]) stream.end();
    },
  };
};

/** Follows the number in the id of `end`: a client that sends it has everything. */
export const ENDED = '-end';
const PAGE = 500;
const KEPT_LINES = 2_000;
