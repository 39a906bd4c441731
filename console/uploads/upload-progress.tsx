import { percent, size } from '../show/numbers.js';
import { span } from '../show/times.js';
import { Name } from '../shell/name.js';
import { w } from '../words/words.js';
import type { Upload } from './uploads.js';

/** How far an upload is, its speed, what is left of it, and the button that stops it. */
export const UploadProgress = ({ of: { name, size: all, sent, since, stop } }: { readonly of: Upload }) => {
  const words = w().uploads;
  const bytes = sent.value;
  const seconds = (Date.now() - since) / 1_000;
  const speed = seconds < 1 ? undefined : bytes / seconds;
  const share = Math.min(100, (100 * bytes) / Math.max(1, all));
  const isWhole = bytes >= all;
  return (
    <div class="sending">
      <p>
        <strong>{words.sending}:</strong> <Name of={name} code />
      </p>
      <div class="progress-row">
        <progress max={100} value={share} aria-label={`${words.sending}: ${name}`} />
        <strong>{percent(share)}</strong>
      </div>
      <p class="quiet">
        <span role="status">{isWhole && words.finishing}</span>
        {!isWhole && words.progress(size(bytes), size(all))}
        {!isWhole && speed !== undefined && speed > 0 && (
          <>
            {' · '}
            {words.speed(size(speed))} · {words.left(span((1_000 * (all - bytes)) / speed))}
          </>
        )}
      </p>
      <button type="button" onClick={stop}>
        {words.stop}
      </button>
    </div>
  );
};
