import { useEffect, useMemo } from 'preact/hooks';
import { ask } from '../api/ask.js';
import { createReading } from '../api/reading.js';
import type { GenerationJson, GenerationsJson } from '../api/types.js';
import { count, UNKNOWN } from '../show/numbers.js';
import { moment } from '../show/times.js';
import { confirm } from '../shell/confirm.js';
import { maySteer } from '../shell/session.js';
import { w } from '../words/words.js';

/** What a rollback of a database would bring back, as the database itself says, and the button that does it. */
export const Previous = ({ name, ended, enabled }: PreviousProps) => {
  const words = w().databases.list;
  const path = `/api/v1/pipelines/${encodeURIComponent(name)}`;
  const reading = useMemo(() => createReading<GenerationsJson>(`${path}/generations`), [path]);
  useEffect(() => void reading.read(), [reading, ended]);
  const known = reading.value.value;
  // Its server is away, or the name is a pipeline's of another kind: then nobody knows.
  if (reading.problem.value !== undefined || known === undefined) return <>{UNKNOWN}</>;
  const [kept] = known.kept;
  if (kept === undefined) return <>{words.nothing}</>;
  const what = textOf(kept);
  const rollBack = (): void =>
    confirm({
      title: words.rollbackTitle(name),
      of: name,
      text: words.rollbackText(name, what),
      yes: words.rollback,
      grave: true,
      act: async () => {
        await ask(`${path}/rollback`, { method: 'POST', body: { by: 'console' } });
      },
    });
  return (
    <span class="tested">
      <span>{what}</span>
      {maySteer.value && enabled && (
        <button type="button" aria-label={words.rollbackOf(name)} onClick={rollBack}>
          {words.rollback}
        </button>
      )}
    </span>
  );
};

/** What was there before the first copy was not published by one. */
const textOf = ({ published_at: at, tables, rows }: GenerationJson): string => {
  const words = w().databases.list;
  const since = Date.parse(at) > 0 ? words.since(moment(at)) : words.before;
  return tables > 0 ? `${words.what(count(tables), count(rows))}, ${since}` : since;
};

interface PreviousProps {
  readonly name: string;
  readonly ended: number;
  readonly enabled: boolean;
}
