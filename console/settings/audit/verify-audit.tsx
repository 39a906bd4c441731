import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { ask, Problem } from '../../api/ask.js';
import type { AuditVerificationJson } from '../../api/types.js';
import { count } from '../../show/numbers.js';
import { Time } from '../../show/time.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { w } from '../../words/words.js';

/** Whether the audit is what was written: looked at part by part, so that a large one is no matter of one answer. */
export const VerifyAudit = () => {
  const { found, problem, busy, verify } = useMemo(createVerification, []);
  const words = w().settings.audit.verify;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (busy.value) return;
    const expected = new FormData(event.currentTarget as HTMLFormElement).get('expect');
    void verify(typeof expected === 'string' ? expected.trim() : '');
  };
  return (
    <section class="card" aria-labelledby="verify-title">
      <h2 id="verify-title">{words.title}</h2>
      <p class="quiet">{words.help}</p>
      <form class="stack" onSubmit={submit}>
        <div>
          <label for="expect">{words.expect}</label>
          <input
            id="expect"
            name="expect"
            type="text"
            pattern="\s*[0-9a-f]{64}\s*"
            title={words.expectTitle}
            autocomplete="off"
            spellcheck={false}
          />
        </div>
        <div>
          <button type="submit" aria-disabled={busy.value} aria-busy={busy.value}>
            {words.button}
          </button>
        </div>
      </form>
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
      <div role="status">
        {busy.value && <p class="quiet">{words.looking(count(found.value?.entries ?? 0))}</p>}
        {!busy.value && found.value !== undefined && <Result of={found.value} />}
      </div>
    </section>
  );
};

const createVerification = () => {
  const found = signal<AuditVerificationJson | undefined>(undefined);
  const problem = signal<Problem | undefined>(undefined);
  const busy = signal(false);
  const verify = async (expected: string): Promise<void> => {
    busy.value = true;
    found.value = undefined;
    problem.value = undefined;
    try {
      let cursor: string | null = null;
      do {
        const query = new URLSearchParams({
          ...(expected === '' ? {} : { expect: expected }),
          ...(cursor === null ? {} : { cursor }),
        });
        const part: AuditVerificationJson = await ask(`/api/v1/audit/verify?${query.toString()}`);
        found.value = part;
        cursor = part.next;
      } while (cursor !== null);
    } catch (error) {
      found.value = undefined;
      problem.value = error instanceof Problem ? error : new Problem(0, '', String(error));
    } finally {
      busy.value = false;
    }
  };
  return { found, problem, busy, verify };
};

const Result = ({ of }: { readonly of: AuditVerificationJson }) => {
  const words = w().settings.audit.verify;
  const { entries, broken_entries: wrong, broken, before, unprotected, has_expected: expected, end } = of;
  return (
    <div class={`note ${of.intact === true ? '' : 'bad'}`}>
      <p>
        <span aria-hidden="true">{of.intact === true ? '✓' : '✕'} </span>
        <b>{broken === null ? words.whole(count(entries)) : words.broken(count(wrong), count(entries))}</b>
      </p>
      {broken !== null && (
        <p>
          {words.first} {broken.id !== null && <code>{broken.id}</code>}{' '}
          {broken.at !== null && <Time at={broken.at} exact />} {broken.why}
        </p>
      )}
      {unprotected !== null && (
        <p>
          <span aria-hidden="true">⚠ </span>
          {words.unprotected(count(unprotected.entries))} <Time at={unprotected.first_at} exact /> –{' '}
          <Time at={unprotected.last_at} exact />
        </p>
      )}
      {before > 0 && <p>{words.before(count(before))}</p>}
      {expected !== null && <p>{expected ? words.hasExpected : words.lacksExpected}</p>}
      {end !== null && broken === null && (
        <p>
          {words.end} <code>{end}</code>
        </p>
      )}
    </div>
  );
};
