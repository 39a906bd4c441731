import { useEffect, useMemo } from 'preact/hooks';
import type { AuditEntryJson } from '../../api/types.js';
import { DataTable } from '../../show/data-table.js';
import { Time } from '../../show/time.js';
import { Link } from '../../shell/link.js';
import { Name } from '../../shell/name.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { toPipeline, toRun } from '../../shell/route.js';
import { w } from '../../words/words.js';
import { createAudit } from './audit.js';
import { VerifyAudit } from './verify-audit.js';

/** Who did what, a page at a time, and whether that is what was written. */
export const AuditPart = () => {
  const audit = useMemo(createAudit, []);
  useEffect(() => {
    void audit.read();
    void audit.readPipelines();
  }, [audit]);
  const words = w().settings.audit;
  const page = audit.page.value;
  const problem = audit.problem.value;
  return (
    <>
      <VerifyAudit />
      <section class="card" aria-labelledby="audit-title">
        <div class="title-row">
          <h2 id="audit-title">{words.title}</h2>
          <div class="buttons">
            <label for="audit-pipeline">{words.pipeline}</label>
            <select
              id="audit-pipeline"
              value={audit.pipeline.value}
              onChange={(event) => audit.choose((event.target as HTMLSelectElement).value)}
            >
              <option value="">{words.all}</option>
              {audit.pipelines.value.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        </div>
        {problem !== undefined && <ProblemNote problem={problem} again={() => void audit.read()} />}
        {page === undefined && problem === undefined && <p class="quiet">{w().loading}</p>}
        {page?.audit.length === 0 && <p class="quiet">{words.none}</p>}
        {page !== undefined && page.audit.length > 0 && (
          <DataTable
            label={words.title}
            rows={page.audit}
            rowKey={({ id }) => id}
            columns={[
              { label: words.when, cell: ({ at }) => <Time at={at} exact /> },
              {
                label: words.who,
                cell: ({ by, role }) => (
                  <>
                    <Name of={by} /> <span class="quiet">({w().roles[role]})</span>
                  </>
                ),
              },
              { label: words.action, cell: ({ action }) => <Name of={action} code /> },
              {
                label: words.pipeline,
                cell: ({ pipeline }) =>
                  pipeline !== null && (
                    <Link to={toPipeline(pipeline)}>
                      <Name of={pipeline} />
                    </Link>
                  ),
              },
              { label: words.what, cell: (entry) => <What of={entry} /> },
              {
                label: words.outcome,
                cell: ({ outcome, code }) => (
                  <>
                    <span class={`chip ${LOOKS[outcome][1]}`}>
                      <span aria-hidden="true">{LOOKS[outcome][0]}</span> {words.outcomes[outcome]}
                    </span>{' '}
                    {code !== null && <code>{code}</code>}
                  </>
                ),
              },
            ]}
          />
        )}
        <div class="pages">
          <button type="button" disabled={!audit.hasNewer.value} onClick={() => void audit.newer()}>
            {words.newer}
          </button>
          <button type="button" disabled={page === undefined || page.next === null} onClick={() => void audit.older()}>
            {words.older}
          </button>
        </div>
      </section>
    </>
  );
};

const LOOKS = { done: ['✓', 'good'], refused: ['■', 'warn'], failed: ['✕', 'bad'] } as const;

const What = ({ of: { subject, run_id: run } }: { readonly of: AuditEntryJson }) => (
  <>
    {subject !== null && <Name of={subject} />}
    {subject !== null && run !== null && ' '}
    {run !== null && (
      <Link to={toRun(run)}>
        <code>{run.slice(0, 8)}</code>
      </Link>
    )}
  </>
);
