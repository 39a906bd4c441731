import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ask, Problem } from '../api/ask.js';
import { createReading } from '../api/reading.js';
import type { ConnectionJson, ConnectionTestJson } from '../api/types.js';
import { SteadyButton } from '../form/steady-button.js';
import { DataTable } from '../show/data-table.js';
import { count } from '../show/numbers.js';
import { ErrorText } from '../shell/error-text.js';
import { Name } from '../shell/name.js';
import { ProblemNote } from '../shell/problem-note.js';
import { maySteer } from '../shell/session.js';
import { w } from '../words/words.js';

/** The configured servers, without their secrets, and a try of each. */
export const ConnectionsPart = () => {
  const { reading, tests, test } = useMemo(createConnections, []);
  useEffect(() => void reading.read(), [reading]);
  const words = w().settings.connections;
  const found = reading.value.value?.connections;
  const problem = reading.problem.value;
  return (
    <section class="card" aria-labelledby="connections-title">
      <h2 id="connections-title">{words.title}</h2>
      <p class="quiet">{words.help}</p>
      {problem !== undefined && <ProblemNote problem={problem} again={() => void reading.read()} />}
      {found === undefined && problem === undefined && <p class="quiet">{w().loading}</p>}
      {found?.length === 0 && <p>{words.none}</p>}
      {found !== undefined && found.length > 0 && (
        <DataTable
          label={words.title}
          rows={found}
          rowKey={({ name }) => name}
          columns={[
            { label: words.name, cell: ({ name }) => <Name of={name} /> },
            { label: words.kind, cell: ({ kind }) => words.kinds[kind] ?? kind },
            { label: words.address, cell: ({ address }) => <Name of={address} code /> },
            { label: words.user, cell: ({ user }) => user !== null && <Name of={user} /> },
            { label: words.database, cell: ({ database }) => database !== null && <Name of={database} /> },
            { label: words.tls, cell: ({ tls }) => (tls === null ? '' : words.tlsOf[tls]) },
            {
              label: words.test,
              cell: ({ name }) => (
                <>
                  <Found of={tests.value[name]} />
                  {maySteer.value && (
                    <SteadyButton
                      label={words.testOf(name)}
                      busy={tests.value[name] === 'busy'}
                      onClick={() => void test(name)}
                    >
                      {words.test}
                    </SteadyButton>
                  )}
                </>
              ),
            },
          ]}
        />
      )}
    </section>
  );
};

type Tried = ConnectionTestJson | Problem | 'busy' | undefined;

const createConnections = () => {
  const reading = createReading<{ readonly connections: readonly ConnectionJson[] }>('/api/v1/connections');
  const tests = signal<Readonly<Record<string, Tried>>>({});
  const note = (name: string, tried: Tried): void => {
    tests.value = { ...tests.value, [name]: tried };
  };
  const test = async (name: string): Promise<void> => {
    note(name, 'busy');
    const path = `/api/v1/connections/${encodeURIComponent(name)}/test`;
    try {
      note(name, await ask<ConnectionTestJson>(path, { method: 'POST', body: { by: 'console' } }));
    } catch (error) {
      note(name, error instanceof Problem ? error : new Problem(0, '', String(error)));
    }
  };
  return { reading, tests, test };
};

/** What a try has found, as it comes. */
const Found = ({ of: tried }: { readonly of: Tried }) => {
  const words = w().settings.connections;
  return (
    <div role="status">
      {tried === 'busy' && <span class="quiet">{words.trying}</span>}
      {tried instanceof Problem && <ProblemNote problem={tried} />}
      {tried !== undefined && tried !== 'busy' && !(tried instanceof Problem) && (
        <>
          <span class={`chip ${tried.ok ? 'good' : 'bad'}`}>
            <span aria-hidden="true">{tried.ok ? '✓' : '✕'}</span> {tried.ok ? words.ok : words.notOk}
          </span>{' '}
          <span class="quiet">{words.within(count(tried.latency_ms))}</span>
          {tried.version !== undefined && <p>{tried.version}</p>}
          {tried.error !== undefined && (
            <p>
              <ErrorText code={tried.code ?? ''} message={tried.error} />{' '}
              {tried.code !== undefined && <code>{tried.code}</code>}
            </p>
          )}
          {tried.warnings.map((warning) => (
            <p key={warning} dir="auto">
              <span aria-hidden="true">⚠ </span>
              {warning}
            </p>
          ))}
        </>
      )}
    </div>
  );
};
