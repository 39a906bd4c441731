import { useState } from 'preact/hooks';
import { SteadyButton } from '../../form/steady-button.js';
import { useAsking } from '../../notices/use-asking.js';
import { confirm } from '../../shell/confirm.js';
import { isolated } from '../../shell/isolated.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { w } from '../../words/words.js';
import { Outcome } from './outcome.js';
import type { Point } from './plan-rules.js';
import { openPoints } from './plan-rules.js';
import type { SectionProps } from './read-section.js';

/** What is open still, the dry run, and the import. */
export const RunSection = ({ plan, preview }: SectionProps) => {
  const words = w().tables.plan;
  const [asked, setAsked] = useState(false);
  const { busy, problem, begin } = useAsking();
  const points = openPoints(preview, plan.choices.value);
  const dryRun = plan.dryRun.value;
  const imported = plan.imported.value;
  const isNew = preview.table?.exists === false;
  const isSeen = dryRun !== undefined && plan.isOfNow(dryRun);
  // What is shown is of the choice before, where the server could not read by the newest.
  const waits = busy || plan.reading.value || plan.problem.value !== undefined;

  /** Whether nothing is open; else it is shown, and the first of it focused. */
  const isReady = (): boolean => {
    setAsked(true);
    const [first] = points;
    if (first === undefined) return true;
    focusOn(first);
    return false;
  };
  const { table, upload } = preview;
  const fileIntoTable = `${upload.name} → ${table?.schema}.${table?.table}`;
  const tryIt = (): void => {
    if (isReady()) void begin(`${words.dryRun}: ${isolated(fileIntoTable)}`, plan.startDryRun);
  };
  const importIt = (): void => {
    if (!isReady()) return;
    confirm({
      title: words.startTitle,
      of: fileIntoTable,
      text: `${words.startText(isolated(upload.name), isolated(`${table?.schema}.${table?.table}`))}${isSeen || isNew ? '' : ` ${words.unseen}`}`,
      yes: words.startNow,
      act: plan.startImport,
    });
  };

  return (
    <section class="card" aria-labelledby="run-title">
      <h2 id="run-title">{words.runTitle}</h2>
      <p class="quiet">{isNew ? words.noDryRun : words.runHint}</p>
      {asked && points.length > 0 && (
        <div class="note warn" role="alert">
          <p>
            <strong>{words.openPoints}</strong>
          </p>
          <ul>
            {points.map((point) => (
              <li key={`${point.what} ${point.at} ${'name' in point ? point.name : ''}`}>
                <bdi>{textOf(point)}</bdi>{' '}
                <button type="button" class="small" onClick={() => focusOn(point)}>
                  {words.goThere}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {problem !== undefined && <ProblemNote problem={problem} />}
      <div class="buttons">
        {!isNew && (
          <SteadyButton class={isSeen ? undefined : 'main'} busy={waits} onClick={tryIt}>
            {dryRun === undefined ? words.dryRun : words.again}
          </SteadyButton>
        )}
        <SteadyButton class={isSeen || isNew ? 'main' : undefined} off={waits} onClick={importIt}>
          {words.start}
        </SteadyButton>
      </div>
      {dryRun !== undefined && !isSeen && (
        <p class="note warn" role="status">
          <span aria-hidden="true">⚠ </span>
          {words.changedSince}
        </p>
      )}
      {dryRun !== undefined && imported === undefined && <Outcome key={dryRun.id} id={dryRun.id} />}
      {imported !== undefined && <Outcome key={imported.id} id={imported.id} />}
    </section>
  );
};

const focusOn = ({ at }: Point): void => document.getElementById(at)?.focus();

const textOf = (point: Point): string => {
  const { point: words } = w().tables.plan;
  return 'name' in point ? words[point.what](isolated(point.name)) : words[point.what];
};
