import { useState } from 'preact/hooks';
import type { PipelineJson, RunJson } from '../api/types.js';
import { DataTable } from '../show/data-table.js';
import { Icon } from '../show/icon.js';
import { count } from '../show/numbers.js';
import { Time } from '../show/time.js';
import { Link } from '../shell/link.js';
import { Name } from '../shell/name.js';
import { toPipeline, toRun } from '../shell/route.js';
import { StateChip } from '../shell/state-chip.js';
import { w } from '../words/words.js';
import { StartButton } from './start-button.js';
import { Trend } from './trend.js';

/** The pipelines with their last and next runs; of many, some at a time, and the rest by a search for their names. */
export const PipelineList = ({ pipelines: all }: { readonly pipelines: readonly PipelineJson[] | undefined }) => {
  const words = w().overview;
  const [search, setSearch] = useState('');
  const pipelines = all?.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
  if (all === undefined || pipelines === undefined) return <p class="quiet">{w().loading}</p>;
  if (all.length === 0) return <p class="quiet">{words.noPipelines}</p>;
  const some = pipelines.slice(0, MOST);
  return (
    <>
      {all.length > MOST && (
        <p>
          <input
            type="search"
            value={search}
            aria-label={words.search}
            placeholder={words.search}
            onInput={(event) => setSearch((event.target as HTMLInputElement).value)}
          />{' '}
          <span class="quiet" role="status">
            {words.someOf(count(some.length), count(all.length))}
          </span>
        </p>
      )}
      <DataTable
        label={words.pipelines}
        rows={some}
        rowKey={({ name }) => name}
        columns={[
          {
            label: words.pipeline,
            cell: ({ name }) => (
              <Link to={toPipeline(name)}>
                <Name of={name} />
              </Link>
            ),
          },
          { label: words.kind, cell: ({ kind }) => w().kindOf(kind) },
          { label: words.last, cell: ({ latest_run: run }) => (run === null ? words.never : <LastRun run={run} />) },
          {
            label: w().plots.lastSuccess,
            cell: ({ last_success: success }) =>
              success === null ? w().plots.noSuccess : <Time at={success.completed_at ?? success.started_at} />,
          },
          { label: w().plots.trend, cell: (pipeline) => <Trend pipeline={pipeline} /> },
          { label: words.next, cell: (pipeline) => <NextRun pipeline={pipeline} /> },
          { label: w().start.button, cell: (pipeline) => <StartButton pipeline={pipeline} /> },
        ]}
      />
    </>
  );
};

/** Shown at a time. */
const MOST = 50;

const LastRun = ({ run }: { readonly run: RunJson }) => (
  <>
    <Link to={toRun(run.run_id)}>
      <StateChip status={run.status} waits={run.wait !== null} />
    </Link>{' '}
    <Time at={run.completed_at ?? run.started_at} />
  </>
);

const NextRun = ({ pipeline }: { readonly pipeline: PipelineJson }) => {
  const { enabled, schedule, schedule_paused: paused, next_scheduled: next } = pipeline;
  if (!enabled) return <>{w().overview.disabled}</>;
  if (paused === true)
    return (
      <>
        <Icon name="pause" /> {w().overview.paused}
      </>
    );
  if (next !== null) {
    return (
      <>
        <Time at={next} exact /> (<Time at={next} />)
      </>
    );
  }
  return <>{schedule ?? w().overview.noSchedule}</>;
};
