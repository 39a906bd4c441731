import type { ReadonlySignal, Signal } from '@preact/signals';
import { batch, computed, signal } from '@preact/signals';
import type { Problem } from '../api/ask.js';
import { ask, problemOf } from '../api/ask.js';
import type { Connection } from '../api/follow-events.js';
import { followEvents } from '../api/follow-events.js';
import type { Reading } from '../api/reading.js';
import { createReading } from '../api/reading.js';
import type { ReportJson, RunJson, RunLogLine } from '../api/types.js';
import type { Rate } from './measure-rate.js';
import { createRateMeter } from './measure-rate.js';
import type { RunStep } from './run-steps.js';
import { withLine } from './run-steps.js';

/**
 * A run as the page shows it.
 *
 * 1. The newest lines of its log are read once; the stream begins behind them, so each line comes once.
 * 2. A browser resumes a stream that broke behind the last line that came; a stream that is opened again begins there.
 * 3. `resync` says that the server knows that place no longer: the log is read again, until that succeeds. Lines that
 *    come by the stream meanwhile are behind those that are read, or among them; a state of the run that came is newer.
 * 4. A run that has ended stays so, whatever an answer says that was on its way.
 * 5. Steps are counted from the lines where the log is read whole: the report may know of lines that are still to come.
 * 6. Lines that come at once are shown at once: the page is drawn once for all of them.
 */
export interface LiveRun {
  readonly run: Signal<RunJson | undefined>;
  readonly lines: Signal<readonly RunLogLine[]>;
  readonly steps: Signal<readonly RunStep[]>;
  /** Warnings and errors of the log, also those that `lines` has no more. */
  readonly grave: ReadonlySignal<readonly RunLogLine[]>;
  readonly rate: Signal<Rate | undefined>;
  readonly connection: Signal<Connection>;
  readonly problem: Signal<Problem | undefined>;
  readonly report: Reading<ReportJson>;
  readonly begin: () => void;
  readonly stop: () => void;
}

/** Lines that the page keeps; the download has all of them. */
export const KEPT_LINES = 2_000;
const READ_LINES = 1_000;
const AGAIN_MS = 3_000;

export const createLiveRun = (id: string): LiveRun => {
  const path = `/api/v1/runs/${encodeURIComponent(id)}`;
  const run = signal<RunJson | undefined>(undefined);
  const lines = signal<readonly RunLogLine[]>([]);
  const steps = signal<readonly RunStep[]>([]);
  const rate = signal<Rate | undefined>(undefined);
  const connection = signal<Connection>('connecting');
  const problem = signal<Problem | undefined>(undefined);
  const report = createReading<ReportJson>(`${path}/report`);
  const grave = computed(() => [
    ...(report.value.value?.warnings ?? []),
    ...lines.value.filter(({ level }) => level !== 'INFO'),
  ]);
  const meter = createRateMeter();
  let waiting: RunLogLine[] = [];
  /** Lines that have come since the log began to be read; undefined while it is not. */
  let since: RunLogLine[] | undefined;
  /** Whether the stream has told of the run since. */
  let isTold = false;
  let readings = 0;
  let beginning = false;
  let drawn: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  let stopStream: () => void = () => undefined;

  const lastLine = (): number => waiting.at(-1)?.seq ?? lines.value.at(-1)?.seq ?? 0;

  const draw = (): void => {
    clearTimeout(drawn);
    drawn = undefined;
    const come = waiting;
    waiting = [];
    batch(() => {
      lines.value = [...lines.value, ...come].slice(-KEPT_LINES);
      steps.value = come.reduce(withLine, steps.value);
    });
  };

  const takeRun = (next: RunJson): void => {
    if (next.status === 'running' && run.value !== undefined && run.value.status !== 'running') return;
    run.value = next;
    rate.value = meter.add(next);
  };

  const takeLine = (line: RunLogLine): void => {
    since?.push(line);
    waiting.push(line);
    drawn ??= setTimeout(draw, 100);
  };

  const readAll = async (): Promise<void> => {
    const mine = ++readings;
    since = [];
    isTold = false;
    try {
      const [first, log] = await Promise.all([
        ask<RunJson>(path),
        ask<{ readonly logs: RunLogLine[] }>(`${path}/logs?tail=true&limit=${READ_LINES}`),
        report.read(),
      ]);
      if (stopped || mine !== readings) return;
      const phases = log.logs.length < READ_LINES ? undefined : report.value.value?.phases;
      const last = log.logs.at(-1)?.seq ?? 0;
      const come = since.filter(({ seq }) => seq > last);
      since = undefined;
      batch(() => {
        waiting = [];
        if (!isTold) takeRun(first);
        lines.value = log.logs;
        steps.value = phases ?? log.logs.reduce(withLine, [] as readonly RunStep[]);
        problem.value = undefined;
      });
      come.forEach(takeLine);
    } catch (error) {
      problem.value = problemOf(error);
      throw error;
    }
  };

  const readAnew = (): void => {
    readAll().catch(() => {
      if (!stopped) again = setTimeout(readAnew, AGAIN_MS);
    });
  };

  const follow = (): void => {
    stopStream = followEvents({
      url: () => `${path}/events?after=${lastLine()}`,
      last: 'end',
      told: (state) => {
        connection.value = state;
      },
      take: {
        log: (data) => {
          const line = data as RunLogLine;
          // Among those that were read.
          if (since !== undefined || line.seq > lastLine()) takeLine(line);
        },
        run: (next) => {
          isTold = true;
          takeRun(next as RunJson);
        },
        resync: readAnew,
        end: () => {
          void ask<RunJson>(path).then(takeRun, () => undefined);
          void report.read().then(() => {
            if (report.problem.value !== undefined) return;
            draw();
            steps.value = report.value.value?.phases ?? steps.value;
          });
        },
      },
    });
  };

  /** Also where it failed; however often it is asked for, there is one stream. */
  const begin = (): void => {
    if (beginning) return;
    beginning = true;
    readAll().then(
      () => {
        if (!stopped) follow();
      },
      () => {
        beginning = false;
      },
    );
  };

  return {
    ...{ run, lines, steps, grave, rate, connection, problem, report, begin },
    stop: () => {
      stopped = true;
      clearTimeout(drawn);
      clearTimeout(again);
      stopStream();
    },
  };
};
