import { useEffect, useMemo } from 'preact/hooks';
import type { KeyJson } from '../../api/types.js';
import { DataTable } from '../../show/data-table.js';
import { count } from '../../show/numbers.js';
import { Time } from '../../show/time.js';
import { Name } from '../../shell/name.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { w } from '../../words/words.js';
import { askForNewKey } from './new-key.js';
import { askForRotation, askForRevocation } from './end-key.js';
import { createKeys } from './keys.js';
import { SecretNote } from './secret-note.js';

/** Who may ask the API: its keys, and what is done with them. The text of a new one is shown once. */
export const KeysPart = () => {
  const keys = useMemo(createKeys, []);
  useEffect(() => {
    void keys.reading.read();
    return keys.leave;
  }, [keys]);
  const words = w().settings.keys;
  const found = keys.reading.value.value?.keys;
  const problem = keys.reading.problem.value;
  const shown = found?.filter(({ status }) => keys.withEnded.value || status === 'valid');
  return (
    <section class="card" aria-labelledby="keys-title">
      <div class="title-row">
        <h2 id="keys-title">{words.title}</h2>
        <div class="buttons">
          <button type="button" class="main" onClick={() => askForNewKey(keys)}>
            {words.create.button}
          </button>
        </div>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} again={() => void keys.reading.read()} />}
      <SecretNote made={keys.made} />
      {found === undefined && problem === undefined && <p class="quiet">{w().loading}</p>}
      {found !== undefined && shown !== undefined && (
        <>
          {found.length > shown.length || keys.withEnded.value ? (
            <label class="check">
              <input
                type="checkbox"
                checked={keys.withEnded.value}
                onChange={(event) => {
                  keys.withEnded.value = (event.target as HTMLInputElement).checked;
                }}
              />
              {words.withEnded}
            </label>
          ) : null}
          {shown.length === 0 && <p class="quiet">{words.none}</p>}
          {shown.length > 0 && (
            <DataTable
              label={words.title}
              rows={shown}
              rowKey={({ id }) => id}
              columns={[
                { label: words.name, cell: (key) => <KeyName of={key} /> },
                { label: words.role, cell: ({ role }) => w().roles[role] },
                { label: words.pipelines, cell: ({ pipelines }) => pipelines?.join(', ') ?? words.all },
                { label: words.limits, cell: limitsOf },
                {
                  label: words.lastUsed,
                  cell: ({ last_used_at: at }) => (at === null ? words.never : <Time at={at} />),
                },
                {
                  label: words.expires,
                  cell: ({ expires_at: at }) => (at === null ? words.never : <Time at={at} />),
                },
                {
                  label: words.created,
                  cell: ({ created_at: at, created_by: by }) => (
                    <>
                      <Time at={at} /> · <Name of={by} />
                    </>
                  ),
                },
                {
                  label: words.actions,
                  cell: (key) =>
                    key.status === 'valid' && (
                      <div class="buttons">
                        {key.replaced_by === null && (
                          <button
                            type="button"
                            aria-label={words.rotate.of(key.name)}
                            onClick={() => askForRotation(keys, key)}
                          >
                            {words.rotate.button}
                          </button>
                        )}
                        <button
                          type="button"
                          class="grave"
                          aria-label={words.revoke.of(key.name)}
                          onClick={() => askForRevocation(keys, key)}
                        >
                          {words.revoke.button}
                        </button>
                      </div>
                    ),
                },
              ]}
            />
          )}
        </>
      )}
    </section>
  );
};

const KeyName = ({ of: key }: { readonly of: KeyJson }) => {
  const words = w().settings.keys;
  return (
    <>
      <Name of={key.name} />{' '}
      {key.status !== 'valid' && (
        <span class="chip quiet">
          <span aria-hidden="true">■</span> {words.statuses[key.status]}
        </span>
      )}
      {key.status === 'valid' && key.replaced_by !== null && (
        <span class="chip warn">
          <span aria-hidden="true">◷</span> {words.replaced}
        </span>
      )}
      {key.revoked_at !== null && (
        <p class="quiet">
          <Time at={key.revoked_at} /> · <Name of={key.revoked_by ?? ''} />
        </p>
      )}
    </>
  );
};

const limitsOf = ({ requests_per_minute: rate, concurrent_requests: most }: KeyJson): string => {
  const words = w().settings.keys;
  const limits = [
    rate === null ? undefined : words.perMinute(count(rate)),
    most === null ? undefined : words.atOnce(count(most)),
  ].filter((limit) => limit !== undefined);
  return limits.length === 0 ? words.noLimit : limits.join(', ');
};
