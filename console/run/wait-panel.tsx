import type { RunJson, WaitJson } from '../api/types.js';
import { DataTable } from '../show/data-table.js';
import { UNKNOWN } from '../show/numbers.js';
import { Time } from '../show/time.js';
import { span } from '../show/times.js';
import { Name } from '../shell/name.js';
import { w } from '../words/words.js';

/** Why the run waits, until when, and who blocks it. */
export const WaitPanel = ({ run }: { readonly run: RunJson }) => {
  const { wait } = run;
  if (wait === null || run.status !== 'running') return null;
  return (
    <section class="note warn" aria-labelledby="wait-title">
      <h2 id="wait-title">{w().wait.title[wait.kind]}</h2>
      <p dir="auto">{wait.reason}</p>
      <p class="quiet">
        {w().wait.until} <Time at={wait.until} exact /> (<Time at={wait.until} />)
      </p>
      {wait.blockers.length > 0 && <Blockers blockers={wait.blockers} />}
    </section>
  );
};

const Blockers = ({ blockers }: { readonly blockers: WaitJson['blockers'] }) => (
  <>
    <h3>{w().wait.blockers}</h3>
    <DataTable
      label={w().wait.blockers}
      rows={blockers}
      rowKey={({ id }) => String(id)}
      columns={[
        { label: w().wait.connection, cell: ({ id, certain }) => `${id}${certain ? '' : ` (${w().wait.likely})`}` },
        { label: w().wait.user, cell: ({ user }) => (user === null ? UNKNOWN : <Name of={user} />) },
        { label: w().wait.host, cell: ({ host }) => (host === null ? UNKNOWN : <Name of={host} />) },
        { label: w().wait.doing, cell: ({ doing }) => doing ?? UNKNOWN },
        { label: w().wait.table, cell: ({ table }) => (table === null ? UNKNOWN : <Name of={table} code />) },
        { label: w().wait.since, cell: ({ age_seconds: age }) => (age === null ? UNKNOWN : span(age * 1_000)) },
      ]}
    />
  </>
);
