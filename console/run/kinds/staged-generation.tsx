import { useEffect, useMemo } from 'preact/hooks';
import { createReading } from '../../api/reading.js';
import type { RunJson, StagedJson } from '../../api/types.js';
import { Differences } from '../../pipeline/differences.js';
import { count } from '../../show/numbers.js';
import { Time } from '../../show/time.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { w } from '../../words/words.js';

/** What a dump import that waits would put live, against what is live now, and until when it can be undone. */
export const StagedGeneration = ({ run }: { readonly run: RunJson }) => {
  const words = w().staged;
  const path = `/api/v1/runs/${run.run_id}/staged`;
  const reading = useMemo(() => createReading<StagedJson>(path), [path, run.attempt]);
  useEffect(() => void reading.read(), [reading]);
  const problem = reading.problem.value;
  const found = reading.value.value;
  return (
    <section class="card" aria-labelledby="staged-title">
      <h2 id="staged-title">{words.title}</h2>
      {problem !== undefined && <ProblemNote problem={problem} again={() => void reading.read()} />}
      {found === undefined && problem === undefined && <p class="quiet">{words.loading}</p>}
      {found !== undefined && (
        <>
          <p>
            {found.staged.tables === 0
              ? words.nothing
              : words.size(count(found.staged.tables), count(found.staged.rows))}
          </p>
          <p>
            {found.live === null ? (
              words.first
            ) : (
              <>
                {words.replaces(count(found.live.generation))} <Time at={found.live.published_at} exact />.
              </>
            )}
          </p>
          <p>
            {words.nextSteps} {words.undo(found.keep_previous)}
          </p>
          {found.live !== null && <Differences of={found} />}
        </>
      )}
    </section>
  );
};
