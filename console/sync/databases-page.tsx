import { useEffect, useMemo, useState } from 'preact/hooks';
import { Problem } from '../api/ask.js';
import { LiveSign } from '../shell/live-sign.js';
import { ProblemNote } from '../shell/problem-note.js';
import { maySteer } from '../shell/session.js';
import { w } from '../words/words.js';
import { CopyHistory } from './copy-history.js';
import { DatabaseList } from './database-list.js';
import type { Databases } from './databases.js';
import { createDatabases } from './databases.js';
import { DumpList } from './dump-list.js';
import { OpenCopies } from './open-copies.js';
import { StartCopy } from './start/start-copy.js';
import './databases.css';

/** Databases: what is copied now, what can be started, and what there is to go back to. */
export const DatabasesPage = () => {
  const state = useMemo(createDatabases, []);
  useEffect(() => state.begin(), [state]);
  useEffect(() => {
    document.title = `${w().databases.title} · Stevedore`;
  });
  const problem = state.databases.problem.value ?? state.runs.problem.value;
  const known = state.databases.value.value;
  return (
    <>
      <div class="title-row">
        <h1>{w().databases.title}</h1>
        <LiveSign connection={state.connection.value} />
      </div>
      <p class="quiet">{w().databases.intro}</p>
      {problem !== undefined && <ProblemNote problem={problem} again={state.all} />}
      {known === undefined && problem === undefined && <Loading />}
      {known?.databases.length === 0 && <NoDatabase />}
      {known !== undefined && known.databases.length > 0 && <Content state={state} />}
    </>
  );
};

const Content = ({ state }: { readonly state: Databases }) => {
  const { databases = [], enabled = false } = state.databases.value.value ?? {};
  const runs = state.runs.value.value;
  const [problem, setProblem] = useState<Problem>();
  const readOlder = (): void => {
    setProblem(undefined);
    state.readOlder().catch((error: unknown) => {
      setProblem(error instanceof Problem ? error : new Problem(0, '', String(error)));
    });
  };
  return (
    <>
      <OpenCopies runs={runs?.runs.filter(({ status }) => status === 'running')} />
      {maySteer.value && <StartCopy state={state} databases={databases} enabled={enabled} />}
      <DatabaseList databases={databases} ended={state.ended.value} enabled={enabled} />
      <DumpList reading={state.dumps} />
      <CopyHistory
        runs={runs?.runs.filter(({ status }) => status !== 'running')}
        older={runs == null || runs.next === null ? undefined : readOlder}
      />
      {problem !== undefined && <ProblemNote problem={problem} />}
    </>
  );
};

const Loading = () => (
  <>
    <p class="unseen" role="status">
      {w().loading}
    </p>
    <div class="card ghost" aria-hidden="true" />
    <div class="card ghost" aria-hidden="true" />
  </>
);

const NoDatabase = () => (
  <section class="card empty">
    <h2>{w().databases.none.title}</h2>
    <p class="quiet">{w().databases.none.text}</p>
  </section>
);
