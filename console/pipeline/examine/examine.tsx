import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../../api/ask.js';
import type { CheckJson, PreviewAnswerJson } from '../../api/types.js';
import { SteadyButton } from '../../form/steady-button.js';
import { now, span } from '../../show/times.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { maySteer } from '../../shell/session.js';
import { w } from '../../words/words.js';
import { askWorker } from './ask-worker.js';
import { CheckResult } from './check-result.js';
import { PreviewResult } from './preview-result.js';

/** Kinds whose next run can be looked at before it runs. */
const PREVIEWED: ReadonlySet<string> = new Set(['dump-import', 'table-import']);

/** Has a worker try what the pipeline needs, or look at what a run would take now. */
export const Examine = ({ pipeline, kind }: { readonly pipeline: string; readonly kind: string }) => {
  const words = w().examine;
  const [busy, setBusy] = useState<{ readonly what: 'check' | 'preview'; readonly since: number }>();
  const [found, setFound] = useState<
    { readonly check: CheckJson } | { readonly preview: PreviewAnswerJson } | { readonly problem: Problem }
  >();
  const asked = useRef<AbortController>(undefined);
  useEffect(() => () => asked.current?.abort(), []);
  if (!maySteer.value) return null;

  const begin = async (what: 'check' | 'preview'): Promise<void> => {
    asked.current?.abort();
    const mine = new AbortController();
    asked.current = mine;
    setFound(undefined);
    setBusy({ what, since: Date.now() });
    try {
      const answer = await askWorker<CheckJson | PreviewAnswerJson>(pipeline, what, mine.signal);
      if (answer !== undefined)
        setFound(what === 'check' ? { check: answer as CheckJson } : { preview: answer as PreviewAnswerJson });
    } catch (error) {
      if (!mine.signal.aborted)
        setFound({ problem: error instanceof Problem ? error : new Problem(-1, '', String(error)) });
    } finally {
      if (asked.current === mine) setBusy(undefined);
    }
  };
  const button = (what: 'check' | 'preview') => (
    <SteadyButton off={busy !== undefined} busy={busy?.what === what} onClick={() => void begin(what)}>
      {words[what]}
    </SteadyButton>
  );
  return (
    <section class="card" aria-labelledby="examine-title">
      <div class="title-row">
        <h2 id="examine-title">{words.title}</h2>
        <div class="buttons">
          {button('check')}
          {PREVIEWED.has(kind) && button('preview')}
        </div>
      </div>
      <p class="quiet">{words.text}</p>
      <div role="status">
        {busy !== undefined && (
          <p>
            {busy.what === 'check' ? words.checking : words.previewing}{' '}
            <span class="quiet">{words.since(span(now.value - busy.since))}</span>
          </p>
        )}
      </div>
      {busy !== undefined && (
        <button
          type="button"
          onClick={() => {
            asked.current?.abort();
            asked.current = undefined;
            setBusy(undefined);
          }}
        >
          {words.stop}
        </button>
      )}
      {found !== undefined && 'problem' in found && <ProblemNote problem={found.problem} />}
      {found !== undefined && 'check' in found && <CheckResult found={found.check} />}
      {found !== undefined && 'preview' in found && <PreviewResult found={found.preview} />}
    </section>
  );
};
