import type { ActivityJson, RunJson } from '../api/types.js';
import { DataTable } from '../show/data-table.js';
import { percent, size, UNKNOWN } from '../show/numbers.js';
import { span } from '../show/times.js';
import { Name } from '../shell/name.js';
import { stepName } from '../words/step-name.js';
import { w } from '../words/words.js';

/** What a worker does for the run at this moment. */
export const Activities = ({ run }: { readonly run: RunJson }) => {
  if (run.status !== 'running' || run.activities.length === 0) return null;
  const words = w().activities;
  return (
    <section class="card" aria-labelledby="now-title">
      <h2 id="now-title">{words.title}</h2>
      <DataTable
        label={words.title}
        rows={run.activities}
        rowKey={({ type, part }) => `${type} ${part}`}
        columns={[
          {
            label: words.step,
            cell: ({ type, step, part }) => (
              <>
                {step === null ? type : stepName(step)}
                {part !== null && (
                  <>
                    {' '}
                    <Name of={part} code />
                  </>
                )}
              </>
            ),
          },
          { label: words.at, cell: ({ detail }) => (detail === null ? UNKNOWN : <Name of={detail} code />) },
          { label: words.done, figure: true, cell: doneOf },
          { label: words.attempt, figure: true, cell: ({ attempt }) => String(attempt) },
          {
            label: words.heard,
            figure: true,
            cell: ({ heartbeat_age_ms: age }) => (age === null ? UNKNOWN : words.ago(span(age))),
          },
          { label: words.failure, cell: ({ last_failure: failure }) => <span dir="auto">{failure ?? UNKNOWN}</span> },
        ]}
      />
    </section>
  );
};

const doneOf = ({ done, total }: ActivityJson): string => {
  if (done === null || total === null || total === 0) return UNKNOWN;
  return `${size(done)} / ${size(total)} (${percent(Math.min(100, (100 * done) / total))})`;
};
