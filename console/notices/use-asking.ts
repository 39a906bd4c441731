import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../api/ask.js';
import { problemOf } from '../api/ask.js';
import { laterNotice } from './notices.js';

/**
 * Has the server do something, one thing at a time, and says what has become of it.
 *
 * 1. What fails while this part of the page is there is its `problem`; later it is a notice, wherever the person is.
 * 2. What is done after the page was left is a notice, too. A page that is there shows it.
 */
export const useAsking = () => {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const isBusy = useRef(false);
  const isGone = useRef(false);
  useLayoutEffect(
    () => () => {
      isGone.current = true;
    },
    [],
  );
  /** `what` names it for whoever is elsewhere by then. Gives whether it was done and this is there to show it. */
  const begin = async (what: string, act: () => Promise<unknown>): Promise<boolean> => {
    if (isBusy.current) return false;
    isBusy.current = true;
    const notice = laterNotice(what);
    setBusy(true);
    setProblem(undefined);
    try {
      await act();
      if (isGone.current && location.pathname !== notice.from) notice.done();
      return !isGone.current;
    } catch (error) {
      if (isGone.current) notice.failed(problemOf(error));
      else setProblem(problemOf(error));
      return false;
    } finally {
      isBusy.current = false;
      setBusy(false);
    }
  };
  return { busy, problem, begin };
};
