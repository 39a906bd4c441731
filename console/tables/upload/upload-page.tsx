import { useEffect, useMemo } from 'preact/hooks';
import { ask } from '../../api/ask.js';
import { size } from '../../show/numbers.js';
import { Time } from '../../show/time.js';
import { confirm } from '../../shell/confirm.js';
import { Link } from '../../shell/link.js';
import { Name } from '../../shell/name.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { toTables } from '../../shell/route.js';
import { w } from '../../words/words.js';
import { MapSection } from './map-section.js';
import type { Plan } from './plan.js';
import { createPlan } from './plan.js';
import { ReadSection } from './read-section.js';
import { RunSection } from './run-section.js';
import { TargetSection } from './target-section.js';

/** An upload on its way into a table: how it is written, where it goes, which column goes where, what would change. */
export const UploadPage = ({ id }: { readonly id: string }) => {
  const plan = useMemo(() => createPlan(id), [id]);
  useEffect(() => plan.begin(), [plan]);
  const preview = plan.preview.value;
  const problem = plan.problem.value;
  const words = w().tables.plan;
  useEffect(() => {
    document.title = `${preview?.upload.name ?? words.title} · Stevedore`;
  });
  const isGone = problem?.code === 'UPLOAD_UNKNOWN';
  return (
    <>
      <p class="crumbs">
        <Link to={toTables()}>{w().tables.title}</Link>
      </p>
      <div class="title-row">
        <h1>{preview === undefined ? words.title : <Name of={preview.upload.name} />}</h1>
        {preview !== undefined && !isGone && <DiscardButton plan={plan} name={preview.upload.name} />}
      </div>
      {isGone && (
        <div class="note warn" role="alert">
          <p>
            <span aria-hidden="true">⚠ </span>
            {words.gone}
          </p>
          <p>
            <Link to={toTables()}>{words.back}</Link>
          </p>
        </div>
      )}
      {preview === undefined && problem === undefined && (
        <>
          <p class="quiet" role="status">
            {words.reading}
          </p>
          <div class="card ghost" aria-hidden="true" />
          <div class="card ghost" aria-hidden="true" />
        </>
      )}
      {problem !== undefined && !isGone && (
        <>
          <ProblemNote problem={problem} again={() => void plan.read()} />
          {problem.status === 0 && preview !== undefined && <p class="quiet">{words.stale}</p>}
        </>
      )}
      {preview !== undefined && !isGone && (
        <>
          <dl class="facts">
            <div>
              <dt>{words.size}</dt>
              <dd>{size(preview.upload.bytes)}</dd>
            </div>
            <div>
              <dt>{words.sum}</dt>
              <dd>
                <code title={preview.upload.sha256}>{preview.upload.sha256.slice(0, 12)}…</code>
              </dd>
            </div>
            <div>
              <dt>{words.kept}</dt>
              <dd>
                <Time at={preview.upload.kept_until} exact />
              </dd>
            </div>
          </dl>
          <ReadSection plan={plan} preview={preview} />
          <TargetSection plan={plan} preview={preview} />
          {preview.table !== null && preview.table.unsuitable === null && <MapSection plan={plan} preview={preview} />}
          <RunSection plan={plan} preview={preview} />
        </>
      )}
    </>
  );
};

const DiscardButton = ({ plan, name }: { readonly plan: Plan; readonly name: string }) => {
  const words = w().tables.plan;
  return (
    <div class="buttons">
      <button
        type="button"
        onClick={() =>
          confirm({
            title: words.discardTitle,
            of: name,
            text: words.discardText,
            yes: words.discard,
            grave: true,
            act: async () => {
              await ask(plan.path, { method: 'DELETE' });
              return toTables();
            },
          })
        }
      >
        {words.discard}
      </button>
    </div>
  );
};
