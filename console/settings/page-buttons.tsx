import { useRef } from 'preact/hooks';
import type { Pages } from '../api/pages.js';
import { SteadyButton } from '../form/steady-button.js';
import { w } from '../words/words.js';

/** Newer and older ones of a list that is read a page at a time; nothing where one page has all. */
export const PageButtons = ({ of: pages }: { readonly of: Pages<{ readonly next: number | null }> }) => {
  const words = w().settings;
  const next = pages.page.value?.next ?? null;
  // Once they are there they stay: who presses one is not to lose it while a page is on its way.
  const areThere = useRef(false);
  areThere.current ||= next !== null || pages.hasNewer.value;
  if (!areThere.current) return null;
  return (
    <div class="pages">
      <SteadyButton off={!pages.hasNewer.value} onClick={() => void pages.newer()}>
        {words.newer}
      </SteadyButton>
      <SteadyButton off={next === null} onClick={() => void pages.older()}>
        {words.older}
      </SteadyButton>
    </div>
  );
};
