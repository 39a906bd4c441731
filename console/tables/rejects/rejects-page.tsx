import { useEffect, useMemo } from 'preact/hooks';
import { createReading } from '../../api/reading.js';
import type { RunJson } from '../../api/types.js';
import { importDetail } from '../../run/details.js';
import { Empty } from '../../show/empty.js';
import { count } from '../../show/numbers.js';
import { confirm } from '../../shell/confirm.js';
import { Link } from '../../shell/link.js';
import { Name } from '../../shell/name.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { toRun, toTables } from '../../shell/route.js';
import { session } from '../../shell/session.js';
import { w } from '../../words/words.js';
import { RejectCard } from './reject-card.js';
import { RejectDownloads } from './reject-downloads.js';
import { RejectGroups } from './reject-groups.js';
import type { Rejects } from './rejects.js';
import { createRejects } from './rejects.js';

/** The records that a run did not take, by reason; each can be mended, dismissed, and imported again. */
export const RejectsPage = ({ id }: { readonly id: string }) => {
  const rejects = useMemo(() => createRejects(id), [id]);
  const run = useMemo(() => createReading<RunJson>(`/api/v1/runs/${encodeURIComponent(id)}`), [id]);
  const known = session.value;
  const isAdmin = typeof known === 'object' && known.role === 'admin';
  useEffect(() => {
    void run.read();
    if (isAdmin) void rejects.read();
  }, [rejects, run, isAdmin]);
  useEffect(() => {
    document.title = `${w().tables.rejects.title} · Stevedore`;
  });
  const words = w().tables.rejects;
  const problem = rejects.problem.value ?? run.problem.value;
  const page = rejects.page.value;
  const name = calledBy(run.value.value) ?? w().run.title;
  return (
    <>
      <p class="crumbs">
        <Link to={toTables()}>{w().tables.title}</Link>
        <span aria-hidden="true"> / </span>
        <Link to={toRun(id)}>
          <Name of={name} />
        </Link>
      </p>
      <div class="title-row">
        <h1>{words.title}</h1>
        {page !== undefined && page.counts.open > 0 && (
          <ReplayButton rejects={rejects} name={name} open={page.counts.open} />
        )}
      </div>
      <p class="quiet">{words.lead}</p>
      {!isAdmin && <p class="note">{words.adminOnly}</p>}
      {problem !== undefined && (
        <ProblemNote
          problem={problem}
          again={() => {
            void run.read();
            void rejects.read();
          }}
        />
      )}
      {isAdmin && page === undefined && problem === undefined && (
        <>
          <p class="quiet" role="status">
            {w().loading}
          </p>
          <div class="card ghost" aria-hidden="true" />
        </>
      )}
      {page !== undefined && page.total === 0 && (
        <section class="card">
          <Empty title={words.none} hint={words.noneHint} />
        </section>
      )}
      {page !== undefined && page.total > 0 && <Found rejects={rejects} />}
    </>
  );
};

/** By its file, where it has one only. */
const calledBy = (run: RunJson | undefined): string | undefined => {
  const files = run && importDetail(run)?.files;
  return files?.length === 1 ? files[0]?.name : run?.pipeline;
};

const ReplayButton = ({ rejects, name, open }: ReplayButtonProps) => {
  const words = w().tables.rejects;
  return (
    <div class="buttons">
      <button
        type="button"
        class="main"
        onClick={() =>
          confirm({
            title: words.replayTitle,
            of: name,
            text: words.replayText,
            yes: words.replayYes,
            act: rejects.replay,
          })
        }
      >
        <span aria-hidden="true">↻ </span>
        {words.replay(count(open))}
      </button>
    </div>
  );
};

interface ReplayButtonProps {
  readonly rejects: Rejects;
  /** Of the run whose rejects they are. */
  readonly name: string;
  readonly open: number;
}

const Found = ({ rejects }: { readonly rejects: Rejects }) => {
  const words = w().tables.rejects;
  const page = rejects.page.value;
  if (page === undefined) return null;
  const { counts, total, files } = page;
  const kept = counts.open + counts.replayed + counts.dismissed;
  return (
    <>
      <p class="counts" role="status">
        <span class="chip warn">
          <span aria-hidden="true">✕</span> {words.open(count(counts.open))}
        </span>{' '}
        <span class="chip good">
          <span aria-hidden="true">✓</span> {words.replayed(count(counts.replayed))}
        </span>{' '}
        <span class="chip quiet">
          <span aria-hidden="true">–</span> {words.dismissed(count(counts.dismissed))}
        </span>
      </p>
      {kept < total && <p class="note warn">{words.notKept(count(total - kept))}</p>}
      <p class="told" role="status">
        {rejects.told.value}
      </p>
      <div class="beside">
        <RejectGroups rejects={rejects} />
        <section class="card" aria-labelledby="rejects-list-title">
          <div class="title-row">
            <h2 id="rejects-list-title">
              {rejects.group.value === undefined ? words.all : <ReasonTitle rejects={rejects} />}
            </h2>
            <label class="check">
              <input
                type="checkbox"
                checked={rejects.onlyOpen.value}
                onChange={(event) => rejects.showOnlyOpen((event.target as HTMLInputElement).checked)}
              />
              {words.onlyOpen}
            </label>
          </div>
          {page.rejects.length === 0 && (
            <p class="quiet">
              <span aria-hidden="true">✓ </span>
              {words.allDone}
            </p>
          )}
          <ol class="rejects">
            {page.rejects.map((reject) => (
              <li key={reject.n}>
                <RejectCard reject={reject} rejects={rejects} file={files.find(({ file }) => file === reject.file)} />
              </li>
            ))}
          </ol>
          {page.next !== null && (
            <button type="button" onClick={() => void rejects.readMore()}>
              {words.more}
            </button>
          )}
        </section>
      </div>
      <RejectDownloads path={rejects.path} files={files} />
    </>
  );
};

const ReasonTitle = ({ rejects }: { readonly rejects: Rejects }) => {
  const { code = '', column = null } = rejects.group.value ?? {};
  return (
    <>
      {column !== null && (
        <>
          <Name of={column} code />{' '}
        </>
      )}
      {w().tables.rejects.reason[code] ?? code}
    </>
  );
};
