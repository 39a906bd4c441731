import { randomUUID } from 'node:crypto';
import type { ApiDeps } from '../../deps.js';
import type { EventStream } from '../../request/event-stream.js';
import { encodeEvent, openEventStream, SIGN_OF_LIFE, SIGN_OF_LIFE_MS } from '../../request/event-stream.js';
import { inTime } from '../../request/in-time.js';
import { orNothing } from '../../request/or-nothing.js';
import type { RunReader } from '../read-runs.js';
import { runJson } from '../run-json.js';
import { textOfRun } from './text-of-run.js';

/**
 * 1. The newest runs are read every two seconds however many watch them, and not at all a minute after the last one
 *    left.
 * 2. A run is sent when it has changed since the reading before.
 * 3. An id holds for one series of readings in one process, and for its newest events: to whoever comes with another
 *    one, or with none, `resync` says to read the list of runs, and what follows goes on from there. So it is not sent
 *    before the first reading: what changes between a client's reading and that one would be in no event.
 */
export interface AllWatch {
  /** `sees`: runs of other pipelines are not sent. @default all */
  watch(lastId: string | undefined, sees?: (pipeline: string) => boolean): EventStream;
  /** Ends every stream. */
  close(): void;
}

interface Series {
  readonly name: string;
  readonly stop: () => void;
  /** Newest events, oldest first. */
  readonly events: { readonly id: string; readonly pipeline: string; readonly chunk: Uint8Array }[];
  /** The id of the newest event. */
  last: string;
  sent: number;
  /** What the reading before showed of each run; absent until the first one. */
  shown?: ReadonlyMap<string, { readonly text: string; readonly open: boolean }>;
}

export interface AllWatchDeps extends Pick<ApiDeps, 'settings'> {
  readonly reader: Pick<RunReader, 'byId' | 'list'>;
  readonly store: { readonly runs: Pick<ApiDeps['store']['runs'], 'list'> };
  /** @default 2_000 */
  readonly everyMs?: number;
  /** @default 60_000 */
  readonly lingerMs?: number;
}

export const createAllWatch = ({
  reader,
  store,
  settings,
  everyMs = 2_000,
  lingerMs = 60_000,
}: AllWatchDeps): AllWatch => {
  const streams = new Map<EventStream, (pipeline: string) => boolean>();
  /** Who came before the first reading. */
  const waiting = new Set<EventStream>();
  let series: Series | undefined;
  let leaving: NodeJS.Timeout | undefined;

  const read = async (current: Series): Promise<void> => {
    const page = await inTime(store.runs.list({ limit: NEWEST }));
    const runs = await reader.list({ pipelines: settings.pipelines, page, addNew: true });
    const before = current.shown;
    const shown = new Map(
      runs.map((run) => [run.runId, { text: textOfRun(runJson(run)), open: run.status === 'running' }]),
    );
    // A run that ended before any worker had seen it is in no list.
    const lost = [...(before ?? [])].filter(([runId, { open }]) => open && !shown.has(runId));
    const ended = (await Promise.all(lost.map(([runId]) => orNothing(reader.byId(runId))))).flatMap(
      (reading) => reading?.run ?? [],
    );
    current.shown = shown;
    if (before === undefined) {
      for (const stream of waiting) stream.send(resync(current));
      waiting.clear();
      return;
    }
    const changed = runs.reverse().filter(({ runId }) => before.get(runId)?.text !== shown.get(runId)?.text);
    for (const run of [...ended, ...changed]) {
      current.sent += 1;
      current.last = `${current.name}.${current.sent}`;
      const chunk = encodeEvent('run', runJson(run), current.last);
      const { pipeline } = run;
      current.events.push({ id: current.last, pipeline, chunk });
      for (const [stream, sees] of [...streams]) if (sees(pipeline)) stream.send(chunk);
    }
    current.events.splice(0, current.events.length - KEPT_EVENTS);
  };

  const begin = (): Series => {
    const name = randomUUID().slice(0, 8);
    let timer: NodeJS.Timeout | undefined;
    let running = true;
    const round = async (): Promise<void> => {
      // What is away now is read by the next round.
      await read(made).catch(() => undefined);
      if (running) timer = setTimeout(() => void round(), everyMs);
    };
    const alive = setInterval(() => {
      for (const stream of [...streams.keys()]) stream.send(SIGN_OF_LIFE);
    }, SIGN_OF_LIFE_MS);
    const stop = (): void => {
      running = false;
      clearTimeout(timer);
      clearInterval(alive);
    };
    const made: Series = { name, stop, events: [], last: `${name}.0`, sent: 0 };
    void round();
    return made;
  };

  const pause = (): void => {
    series?.stop();
    series = undefined;
  };

  return {
    watch: (lastId, sees = () => true) => {
      clearTimeout(leaving);
      series ??= begin();
      const stream = openEventStream(() => {
        streams.delete(stream);
        waiting.delete(stream);
        if (streams.size === 0) leaving = setTimeout(pause, lingerMs).unref();
      });
      streams.set(stream, sees);
      const { events, last } = series;
      const place = events.findIndex(({ id }) => id === lastId);
      if (series.shown === undefined) waiting.add(stream);
      else if (place < 0 && lastId !== last) stream.send(resync(series));
      else if (place >= 0) {
        for (const { pipeline, chunk } of events.slice(place + 1)) if (sees(pipeline)) stream.send(chunk);
      }
      return stream;
    },
    close: () => {
      for (const stream of [...streams.keys()]) stream.end();
      clearTimeout(leaving);
      pause();
    },
  };
};

const resync = ({ last }: Series): Uint8Array => encodeEvent('resync', { url: '/api/v1/runs' }, last);

const NEWEST = 50;
const KEPT_EVENTS = 500;
