import { useEffect, useMemo } from 'preact/hooks';
import { createPages } from '../../api/pages.js';
import type { AuditEntryJson } from '../../api/types.js';
import { DataTable } from '../../show/data-table.js';
import { Time } from '../../show/time.js';
import { Link } from '../../shell/link.js';
import { Name } from '../../shell/name.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { toPipeline, toRun } from '../../shell/route.js';
import { w } from '../../words/words.js';
import { Choice } from '../choice.js';
import { PageButtons } from '../page-buttons.js';
import { createPipelineNames } from '../pipeline-names.js';
import { VerifyAudit } from './verify-audit.js';

interface AuditPage {
  readonly audit: readonly AuditEntryJson[];
  readonly next: number | null;
}

/** Who did what, a page at a time, and whether that is what was written. */
export const AuditPart = () => {
  const audit = useMemo(() => createPages<AuditPage>('/api/v1/audit'), []);
  const pipelines = useMemo(createPipelineNames, []);
  useEffect(() => {
    void audit.read();
    void pipelines.read();
  }, [audit, pipelines]);
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
            <Choice
              id="audit-pipeline"
              label={words.pipeline}
              all={words.all}
              value={audit.chosen.value['pipeline'] ?? ''}
              options={pipelines.names.value.map((name) => [name, name] as const)}
              onChange={(name) => void audit.choose('pipeline', name)}
            />
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
        <PageButtons of={audit} />
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
