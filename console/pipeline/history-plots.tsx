import { useMemo } from 'preact/hooks';
import type { HistoryJson } from '../api/types.js';
import { count } from '../show/numbers.js';
import { Plot } from '../show/plot.js';
import { moment, span } from '../show/times.js';
import { language, w } from '../words/words.js';

type Point = HistoryJson['runs'][number];

/** How long runs took, and how many rows they had; the table below says the same in figures. */
export const HistoryPlots = ({ runs }: { readonly runs: readonly Point[] }) => {
  const words = w().plots;
  const ended = useMemo(
    () => runs.filter(({ duration_seconds: seconds, action }) => seconds !== null && action === 'run').toReversed(),
    [runs],
  );
  const counted = useMemo(() => ended.filter(({ rows }) => rows !== null), [ended]);
  const durations = useMemo(
    () => ({
      times: ended.map(timeOf),
      values: ended.map(({ duration_seconds: seconds }) => seconds),
      write: (seconds: number) => span(seconds * 1_000),
      writeTime: dayAndTime,
      bars: true,
    }),
    [ended, language.value],
  );
  const rows = useMemo(
    () => ({ times: counted.map(timeOf), values: counted.map((run) => run.rows), write: short, writeTime: dayAndTime }),
    [counted, language.value],
  );
  return (
    <div class="plots">
      {ended.length > 1 && (
        <figure>
          <figcaption>{words.durations}</figcaption>
          <Plot
            data={durations}
            label={words.durationsOf(ended.length, span((ended.at(-1)?.duration_seconds ?? 0) * 1_000))}
          />
        </figure>
      )}
      {counted.length > 1 && (
        <figure>
          <figcaption>{words.rows}</figcaption>
          <Plot data={rows} label={words.rowsOf(counted.length, count(counted.at(-1)?.rows))} />
        </figure>
      )}
    </div>
  );
};

const timeOf = ({ started_at: at }: Point): number => Date.parse(at) / 1_000;

/** Such as `1.2 M`, for axes. */
const short = (value: number): string =>
  new Intl.NumberFormat(language.value, { notation: 'compact', maximumFractionDigits: 1 }).format(value);

const dayAndTime = (seconds: number): string => moment(new Date(seconds * 1_000).toISOString()).replace(/\s+\S+$/, '');
