import type { Connection } from '../api/follow-events.js';
import { w } from '../words/words.js';

/** Whether what a page shows is followed as it happens. */
export const LiveSign = ({ connection }: { readonly connection: Connection }) => (
  <span class={`live ${connection}`} role="status">
    {connection === 'live' && (
      <>
        <span class="dot" aria-hidden="true" />
        {w().overview.live}
      </>
    )}
    {connection === 'lost' && `⚠ ${w().overview.lost}`}
  </span>
);
