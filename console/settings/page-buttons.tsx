import type { Pages } from '../api/pages.js';
import { SteadyButton } from '../form/steady-button.js';
import { w } from '../words/words.js';

/** Newer and older ones of a list that is read a page at a time; nothing where one page has all. */
export const PageButtons = ({ of: pages }: { readonly of: Pages<{ readonly next: number | null }> }) => {
  const words = w().settings;
  const next = pages.page.value?.next ?? null;
  if (next === null && !pages.hasNewer.value) return null;
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
