import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RejectJson, RejectPageJson } from '../../api/types.js';
import { useAsking } from '../../notices/use-asking.js';
import { size } from '../../show/numbers.js';
import { Link } from '../../shell/link.js';
import { Name } from '../../shell/name.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { toRun } from '../../shell/route.js';
import { w } from '../../words/words.js';
import { MendForm } from './mend-form.js';
import type { Rejects } from './rejects.js';

/** One record: its reasons, how it stood in the file, and what can be done with it. */
export const RejectCard = ({ reject, rejects, file }: RejectCardProps) => {
  const words = w().tables.rejects;
  const [mending, setMending] = useState(false);
  const { problem, begin } = useAsking();
  const mendButton = useRef<HTMLButtonElement>(null);
  const wasMending = useRef(false);
  // Whoever works by the keyboard goes on from the button that is there again.
  useLayoutEffect(() => {
    if (wasMending.current && !mending) mendButton.current?.focus();
    wasMending.current = mending;
  }, [mending]);
  const { n, line, place, state, reasons, raw, raw_bytes: bytes, mended, replay_run_id: replayRun } = reject;
  const isCut = new TextEncoder().encode(raw).length < bytes;
  const isOpen = state === 'open';
  const turnOf = (isOpen ? words.dismissOf : words.reopenOf)(String(line));
  const close = (): void => setMending(false);
  return (
    <article class="reject" aria-label={words.line(String(line))}>
      <div class="title-row">
        <h3>
          {words.line(String(line))}
          {place !== null && <span class="quiet"> · {place}</span>}
          {file !== undefined && (
            <span class="quiet">
              {' '}
              · <Name of={file.name} />
            </span>
          )}
        </h3>
        {state !== 'open' && (
          <span class={state === 'replayed' ? 'chip good' : 'chip quiet'}>
            <span aria-hidden="true">{state === 'replayed' ? '✓' : '–'}</span> {words.state[state]}
          </span>
        )}
        {state === 'open' && mended !== null && (
          <span class="chip now">
            <span aria-hidden="true">✎</span> {words.mended}
          </span>
        )}
        {replayRun !== null && <Link to={toRun(replayRun)}>{words.replayedBy}</Link>}
        {!mending && state !== 'replayed' && (
          <div class="buttons">
            {state === 'open' && !isCut && (
              <button
                key="mend"
                ref={mendButton}
                type="button"
                aria-label={words.mendOf(String(line))}
                onClick={() => setMending(true)}
              >
                {words.mend}
              </button>
            )}
            {/* One that takes itself back: it keeps the focus. */}
            <button
              key="dismiss"
              type="button"
              aria-label={turnOf}
              onClick={() => void begin(turnOf, () => rejects.setState(n, isOpen ? 'dismissed' : 'open'))}
            >
              {isOpen ? words.dismiss : words.reopen}
            </button>
          </div>
        )}
      </div>
      <ul class="why">
        {reasons.map((reason, index) => (
          <li key={`${index} ${reason.code}`}>
            {reason.column !== null && (
              <>
                <Name of={reason.column} code />:{' '}
              </>
            )}
            <span dir="auto">{reason.message}</span>
            {reason.value !== null && (
              <>
                {' '}
                <q class="value" dir="auto">
                  {reason.value}
                </q>
              </>
            )}
          </li>
        ))}
      </ul>
      {mending ? (
        <MendForm
          line={String(line)}
          before={mended ?? raw}
          header={file?.header ?? null}
          save={(text) => rejects.mend(n, text)}
          leave={close}
        />
      ) : (
        <>
          <pre class="raw" dir="auto" tabIndex={0} role="region" aria-label={mended === null ? words.raw : words.now}>
            {(mended ?? raw).replace(/\r?\n$/, '')}
          </pre>
          {isCut && <p class="quiet">{words.cut(size(bytes))}</p>}
        </>
      )}
      {problem !== undefined && <ProblemNote problem={problem} />}
    </article>
  );
};

interface RejectCardProps {
  readonly reject: RejectJson;
  readonly rejects: Rejects;
  /** The file that it is of; undefined where the run has it no more. */
  readonly file: RejectPageJson['files'][number] | undefined;
}
