import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Connection } from '../api/follow-events.js';
import { followEvents } from '../api/follow-events.js';
import { createReading } from '../api/reading.js';
import type { GenerationsJson, GuardsJson, HistoryJson, PipelineJson, RunJson } from '../api/types.js';
import { StartButton } from '../overview/start-button.js';
import { ProblemNote } from '../shell/problem-note.js';
import { Link } from '../shell/link.js';
import { LiveSign } from '../shell/live-sign.js';
import { Name } from '../shell/name.js';
import { toRun } from '../shell/route.js';
import { StateChip } from '../shell/state-chip.js';
import { Time } from '../show/time.js';
import { w } from '../words/words.js';
import { Comparison } from './comparison.js';
import { Examine } from './examine/examine.js';
import { Generations } from './generations.js';
import { Guards } from './guards.js';
import { History } from './history.js';
import { Schedule } from './schedule.js';
import './pipeline.css';

/** Kinds whose generations have proofs that can be compared. */
const COMPARED: ReadonlySet<string> = new Set(['dump-import']);

/** One pipeline: when it runs, what it has put live, and what it did. */
export const PipelinePage = ({ name }: { readonly name: string }) => {
  const path = `/api/v1/pipelines/${encodeURIComponent(name)}`;
  const pipeline = useMemo(() => createReading<PipelineJson>(path), [path]);
  const generations = useMemo(() => createReading<GenerationsJson>(`${path}/generations`), [path]);
  const history = useMemo(() => createReading<HistoryJson>(`${path}/history?limit=50`), [path]);
  const guards = useMemo(() => createReading<GuardsJson>(`${path}/guards`), [path]);
  const connection = useMemo(() => signal<Connection>('connecting'), []);
  useEffect(() => void guards.read(), [guards]);
  useEffect(() => {
    const all = (): void => {
      void pipeline.read();
      void generations.read();
      void history.read();
    };
    all();
    // The next starts come closer, and a worker may have set up the Schedule since.
    const timer = setInterval(() => void pipeline.read(), 30_000);
    const statuses = new Map<string, string>();
    const stop = followEvents({
      url: () => '/api/v1/events',
      told: (state) => {
        connection.value = state;
      },
      take: {
        resync: all,
        run: (data) => {
          const run = data as RunJson;
          if (run.pipeline !== name) return;
          // It is shown whether it waits, too.
          const status = `${run.status} ${run.wait?.id ?? ''}`;
          if (statuses.get(run.run_id) !== status) all();
          statuses.set(run.run_id, status);
        },
      },
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [pipeline, generations, history]);
  useEffect(() => {
    document.title = `${name} · Stevedore`;
  });

  const known = pipeline.value.value;
  if (known === undefined) {
    const problem = pipeline.problem.value;
    return (
      <>
        <h1>
          <Name of={name} />
        </h1>
        {problem === undefined ? (
          <p class="quiet" role="status">
            {w().loading}
          </p>
        ) : (
          <ProblemNote problem={problem} again={() => void pipeline.read()} />
        )}
      </>
    );
  }
  const latest = known.latest_run;
  return (
    <>
      <div class="title-row">
        <h1>
          <Name of={name} />
        </h1>
        {latest !== null && (
          <Link to={toRun(latest.run_id)}>
            <StateChip status={latest.status} waits={latest.wait !== null} />
          </Link>
        )}
        <LiveSign connection={connection.value} />
        <div class="buttons">
          <StartButton pipeline={known} />
        </div>
      </div>
      <p class="quiet">
        {w().kindOf(known.kind)}
        {known.databases.length > 0 && ` · ${w().pipeline.databases}: ${known.databases.join(', ')}`}
      </p>
      {pipeline.problem.value !== undefined && <ProblemNote problem={pipeline.problem.value} />}
      {known.alerts.map(({ kind, since, message }) => (
        <p key={kind} class="note warn">
          <span aria-hidden="true">⚠ </span>
          <span dir="auto">{message}</span> ({w().overview.since} <Time at={since} />)
        </p>
      ))}
      <History reading={history} />
      <Schedule pipeline={known} changed={() => void pipeline.read()} />
      <Examine pipeline={name} kind={known.kind} />
      <Generations pipeline={name} reading={generations} />
      <Comparison pipeline={name} generations={generations} compared={COMPARED.has(known.kind)} />
      <Guards reading={guards} />
    </>
  );
};
