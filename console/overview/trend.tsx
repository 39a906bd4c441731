import { useEffect, useMemo } from 'preact/hooks';
import { createReading } from '../api/reading.js';
import type { HistoryJson, PipelineJson } from '../api/types.js';
import { count } from '../show/numbers.js';
import { Sparkline } from '../show/sparkline.js';
import { span } from '../show/times.js';
import { w } from '../words/words.js';

/** How long the newest successes of a pipeline took, and how many rows they had. */
export const Trend = ({ pipeline: { name, latest_run: latest } }: { readonly pipeline: PipelineJson }) => {
  const path = `/api/v1/pipelines/${encodeURIComponent(name)}/history?limit=20&status=success`;
  const reading = useMemo(() => createReading<HistoryJson>(path), [path]);
  // Another one is there when the latest run has ended.
  const ended = latest?.completed_at;
  useEffect(() => void reading.read(), [reading, ended]);
  const words = w().plots;
  const runs = (reading.value.value?.runs ?? []).filter(({ action }) => action === 'run').toReversed();
  const seconds = runs.flatMap(({ duration_seconds: of }) => of ?? []);
  const rows = runs.flatMap(({ rows: of }) => of ?? []);
  return (
    <span class="trend">
      <Sparkline values={seconds} label={words.durationsOf(seconds.length, span((seconds.at(-1) ?? 0) * 1_000))} />
      <Sparkline values={rows} label={words.rowsOf(rows.length, count(rows.at(-1)))} />
    </span>
  );
};
