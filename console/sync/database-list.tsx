import { useState } from 'preact/hooks';
import { ask, Problem } from '../api/ask.js';
import type { DatabaseJson, DatabaseTestJson } from '../api/types.js';
import { SteadyButton } from '../form/steady-button.js';
import { DataTable } from '../show/data-table.js';
import { count, UNKNOWN } from '../show/numbers.js';
import { Name } from '../shell/name.js';
import { maySteer } from '../shell/session.js';
import { w } from '../words/words.js';
import { Previous } from './previous.js';

/** The configured databases: whether they answer, whether they may be written, and what they can go back to. */
export const DatabaseList = ({ databases, ended, enabled }: DatabaseListProps) => {
  const words = w().databases.list;
  return (
    <section class="card" aria-labelledby="databases-title">
      <h2 id="databases-title">{words.title}</h2>
      <DataTable
        label={words.title}
        rows={databases}
        rowKey={({ name }) => name}
        columns={[
          {
            label: words.name,
            cell: ({ name }) => (
              <b>
                <Name of={name} />
              </b>
            ),
          },
          { label: words.server, cell: (database) => <Place database={database} /> },
          { label: words.written, cell: mayWrite },
          ...(maySteer.value
            ? [{ label: words.connection, cell: ({ name }: DatabaseJson) => <Test name={name} /> }]
            : []),
          {
            label: words.previous,
            cell: ({ name, destination }) =>
              destination ? <Previous name={name} ended={ended} enabled={enabled} /> : UNKNOWN,
          },
        ]}
      />
    </section>
  );
};

/** Where it is, as whoever logs in there would say it. */
const Place = ({ database: { address, database, user } }: { readonly database: DatabaseJson }) => (
  <>
    <p>
      <Name of={database ?? UNKNOWN} code />
    </p>
    <p class="quiet">
      {user !== null && (
        <>
          <Name of={user} /> @{' '}
        </>
      )}
      <Name of={address} code />
    </p>
  </>
);

const mayWrite = ({ destination, refusal }: DatabaseJson) =>
  destination ? (
    <>
      <span aria-hidden="true">✓ </span>
      {w().databases.list.yes}
    </>
  ) : (
    <>
      <span aria-hidden="true">✕ </span>
      {w().databases.list.no}
      <p class="quiet" dir="auto">
        {refusal}
      </p>
    </>
  );

/** Logs in when it is asked to, and says what was found. */
const Test = ({ name }: { readonly name: string }) => {
  const words = w().databases.list;
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<{ readonly ok: boolean; readonly text: string }>();
  const test = async (): Promise<void> => {
    setBusy(true);
    setFound(undefined);
    try {
      const body = { database: name, by: 'console' };
      const {
        ok,
        latency_ms: latency,
        version,
        error,
      } = await ask<DatabaseTestJson>('/api/databases/test', {
        ...{ method: 'POST', body },
      });
      setFound({ ok, text: ok ? `${version ?? ''}, ${count(latency)} ms` : (error ?? '') });
    } catch (error) {
      setFound({ ok: false, text: error instanceof Problem && error.status === 0 ? w().problem.away : String(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <span class="tested">
      <SteadyButton label={words.testOf(name)} busy={busy} onClick={() => void test()}>
        {words.test}
      </SteadyButton>
      <span role="status" dir="auto">
        {busy && words.testing}
        {found !== undefined && (
          <span class={found.ok ? 'good' : 'bad'}>
            <span aria-hidden="true">{found.ok ? '✓ ' : '✕ '}</span>
            {found.ok ? words.works : words.fails}: {found.text}
          </span>
        )}
      </span>
    </span>
  );
};

interface DatabaseListProps {
  readonly databases: readonly DatabaseJson[];
  /** Another number each time that a run has ended. */
  readonly ended: number;
  /** Whether anything may be started. */
  readonly enabled: boolean;
}
