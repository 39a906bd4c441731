import { ask } from '../api/ask.js';
import type { Reading } from '../api/reading.js';
import type { GenerationJson, GenerationsJson } from '../api/types.js';
import { DataTable } from '../show/data-table.js';
import { count } from '../show/numbers.js';
import { Time } from '../show/time.js';
import { confirm } from '../shell/confirm.js';
import { Link } from '../shell/link.js';
import { ProblemNote } from '../shell/problem-note.js';
import { toRun } from '../shell/route.js';
import { maySteer } from '../shell/session.js';
import { w } from '../words/words.js';

/** What is live, what a rollback can bring back, and the button that does it. */
export const Generations = ({ pipeline, reading }: GenerationsProps) => {
  const words = w().pipeline;
  const problem = reading.problem.value;
  const known = reading.value.value;
  // Kinds without generations have no such address.
  if (known === undefined && problem?.status === 404) return null;
  return (
    <section class="card" aria-labelledby="generations-title">
      <h2 id="generations-title">{words.generations}</h2>
      {problem !== undefined && <ProblemNote problem={problem} again={() => void reading.read()} />}
      {known === undefined && problem === undefined && <p class="quiet">{w().loading}</p>}
      {known !== undefined && <Kept pipeline={pipeline} generations={known} />}
    </section>
  );
};

const Kept = ({ pipeline, generations }: { readonly pipeline: string; readonly generations: GenerationsJson }) => {
  const words = w().pipeline;
  const { live, kept, broken, original_kept: originalKept } = generations;
  const rows = [...(live === null ? [] : [live]), ...kept];
  const rollBack = (to: number): void =>
    confirm({
      ...words.rollback,
      title: words.rollback.title(count(to)),
      of: pipeline,
      grave: true,
      act: async () => {
        const path = `/api/v1/pipelines/${encodeURIComponent(pipeline)}/rollback`;
        const body = { to, by: 'console' };
        const { run_id: id } = await ask<{ run_id: string }>(path, { method: 'POST', body });
        return toRun(id);
      },
    });
  const button = (to: number) => (
    <button type="button" aria-label={words.rollback.to(count(to))} onClick={() => rollBack(to)}>
      {words.rollback.button}
    </button>
  );
  if (rows.length === 0) return <p class="quiet">{words.noGenerations}</p>;
  return (
    <>
      <DataTable
        label={words.generations}
        rows={rows}
        rowKey={({ generation }) => String(generation)}
        columns={[
          { label: words.generation, cell: ({ generation }) => count(generation) },
          { label: words.state, cell: (one) => (one === live ? `● ${words.live}` : words.kept) },
          { label: words.published, cell: ({ published_at: at }) => <Time at={at} exact /> },
          { label: words.tables, figure: true, cell: ({ tables }) => count(tables) },
          { label: words.rows, figure: true, cell: (one) => count(one.rows) },
          { label: words.run, cell: (one) => <RunOf generation={one} /> },
          {
            label: words.rollback.button,
            cell: (one) => (one === live || !maySteer.value ? '' : button(one.generation)),
          },
        ]}
      />
      {broken.map(({ generation, reason }) => (
        <p key={generation} class="quiet" dir="auto">
          ⚠ {words.generation} {count(generation)}: {words.broken} ({reason})
        </p>
      ))}
      {originalKept && (
        <p>
          {words.original} {maySteer.value && button(0)}
        </p>
      )}
    </>
  );
};

const RunOf = ({ generation }: { readonly generation: GenerationJson }) => (
  <Link to={toRun(generation.run_id)}>{generation.run_id.slice(0, 8)}</Link>
);

interface GenerationsProps {
  readonly pipeline: string;
  readonly reading: Reading<GenerationsJson>;
}
