import { computed, signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../api/ask.js';
import { problemOf } from '../api/ask.js';
import { laterNotice } from '../notices/notices.js';
import { w } from '../words/words.js';
import { isolated } from './isolated.js';
import { wayBack } from './keep-focus.js';
import { ProblemNote } from './problem-note.js';
import { goTo, route, toHere } from './route.js';
import { session } from './session.js';

/** A question before something is changed: what is done, in plain words. */
export interface Question {
  readonly title: string;
  /** Whom or what it is about: what was asked for is named by the label of its button and this, to who has left it. */
  readonly of: string | (() => string);
  /** What happens, and what does not. */
  readonly text: string;
  /** The label of the button that does it. */
  readonly yes: string;
  /** Looks like what takes something away. @default false */
  readonly grave?: boolean;
  /** More to choose. @default nothing */
  readonly more?: ComponentChildren;
  /**
   * Gives the address of the page that shows what has come of it, if another one does: whoever has left the dialog
   * meanwhile is not led there, but told. Throws `Problem`; the dialog stays open then, and says it; where it was left,
   * a notice does.
   */
  readonly act: () => Promise<string | void>;
}

const asked = signal<{ readonly number: number; readonly question: Question } | undefined>(undefined);
let questions = 0;

/** Whether a question is open. */
export const isAsking = computed(() => asked.value !== undefined);

/** Opens the dialog. */
export const confirm = (question: Question): void => {
  asked.value = { number: ++questions, question };
};

/**
 * The one dialog of the console. Each question has an element of its own: the browser tells of the end of a dialog
 * some time after it, and what it tells then must not end the one that was opened since.
 */
export const ConfirmDialog = () =>
  asked.value === undefined ? null : <Dialog key={asked.value.number} question={asked.value.question} />;

const Dialog = ({ question }: { readonly question: Question }) => {
  const { title, of, text, yes, grave, more, act } = question;
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const goBack = useRef<() => void>(undefined);
  const isOver = useRef(false);
  const isBusy = useRef(false);
  useLayoutEffect(() => {
    goBack.current = wayBack(document.activeElement);
    dialog.current?.showModal();
    // Another question takes its place.
    return () => {
      isOver.current = true;
    };
  }, []);
  const page = useRef(route.value);
  const close = (): void => {
    isOver.current = true;
    dialog.current?.close();
    goBack.current?.();
    if (asked.value?.question === question) asked.value = undefined;
  };
  /** Also what the browser does of itself, at Escape. */
  const leave = (): void => {
    if (!isOver.current) close();
  };
  // It asks about what another page showed, or on behalf of somebody who is signed in no more.
  const isElsewhere = page.current !== route.value || session.value === 'signed out';
  useLayoutEffect(() => {
    if (isElsewhere) leave();
  }, [isElsewhere]);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isBusy.current) return;
    isBusy.current = true;
    setBusy(true);
    setProblem(undefined);
    const notice = laterNotice(`${yes}: ${isolated(typeof of === 'string' ? of : of())}`);
    try {
      const to = await act();
      if (isOver.current) {
        notice.done(to ?? undefined);
        return;
      }
      close();
      if (typeof to === 'string' && to !== toHere()) goTo(to);
    } catch (error) {
      if (isOver.current) notice.failed(problemOf(error));
      else setProblem(problemOf(error));
    } finally {
      isBusy.current = false;
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="dialog-title" aria-describedby="dialog-text" onClose={leave}>
      <form onSubmit={(event) => void submit(event)}>
        <h2 id="dialog-title">{title}</h2>
        <p id="dialog-text">{text}</p>
        {more}
        {problem !== undefined && <ProblemNote problem={problem} />}
        <div class="dialog-buttons">
          <button type="button" onClick={leave}>
            {w().dialog.no}
          </button>
          <button type="submit" class={grave === true ? 'grave' : 'main'} aria-disabled={busy} aria-busy={busy}>
            {yes}
          </button>
        </div>
      </form>
    </dialog>
  );
};
