import type { Signal } from '@preact/signals';
import { memo } from './memo.js';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RunJson, RunLogLine } from '../api/types.js';
import { useAsking } from '../notices/use-asking.js';
import { count } from '../show/numbers.js';
import { clock, exactMoment } from '../show/times.js';
import { isolated } from '../shell/isolated.js';
import { ProblemNote } from '../shell/problem-note.js';
import { stepName } from '../words/step-name.js';
import { w } from '../words/words.js';
import { downloadLog } from './download-log.js';
import { KEPT_LINES } from './live-run.js';
import { nameOfRun } from './name-of-run.js';
import { logFilter, matches, NO_FILTER } from './log-filter.js';

/** The log: its newest lines, and what comes, which is followed while the end is in view. */
export const LogPanel = ({ run, lines }: { readonly run: RunJson; readonly lines: Signal<readonly RunLogLine[]> }) => {
  const filter = logFilter.value;
  const all = lines.value;
  const shown = all.filter((line) => matches(filter, line));
  const firstError = all.find(({ level }) => level === 'ERROR');
  const box = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(!location.hash.startsWith('#line-'));
  const { busy, problem, begin } = useAsking();
  useEffect(() => () => void (logFilter.value = NO_FILTER), []);
  useLayoutEffect(() => {
    if (follows && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  });
  const [atLine, setAtLine] = useState(location.hash.slice(1));
  useEffect(() => {
    const changed = (): void => {
      if (!location.hash.startsWith('#line-')) return;
      setFollows(false);
      setAtLine(location.hash.slice(1));
    };
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  useEffect(() => {
    if (atLine !== '') document.getElementById(atLine)?.scrollIntoView({ block: 'center' });
  }, [atLine, all.length > 0]);

  const words = w().log;
  const jump = (seq: number): void => {
    setFollows(false);
    logFilter.value = NO_FILTER;
    setTimeout(() => document.getElementById(`line-${seq}`)?.scrollIntoView({ block: 'center' }));
  };
  const download = (): void => {
    void begin(`${words.download}: ${isolated(nameOfRun(run))}`, () => downloadLog(run));
  };
  const steps = [...new Set(all.map(({ step }) => step))];
  return (
    <section class="card" aria-labelledby="log-title">
      <h2 id="log-title">{words.title}</h2>
      <div class="log-tools" role="search" aria-label={words.tools}>
        <input
          type="search"
          aria-label={words.search}
          placeholder={words.search}
          value={filter.text}
          onInput={(event) => {
            logFilter.value = { ...filter, text: (event.target as HTMLInputElement).value };
          }}
        />
        <select
          aria-label={words.step}
          value={filter.step ?? ''}
          onChange={(event) => {
            const step = (event.target as HTMLSelectElement).value;
            logFilter.value = { ...filter, step: step === '' ? undefined : step };
          }}
        >
          <option value="">{words.allSteps}</option>
          {steps.map((step) => (
            <option key={step} value={step}>
              {stepName(step)}
            </option>
          ))}
        </select>
        <label class="check">
          <input
            type="checkbox"
            checked={filter.problems}
            onChange={(event) => {
              logFilter.value = { ...filter, problems: (event.target as HTMLInputElement).checked };
            }}
          />
          {words.problems(count(all.filter(({ level }) => level !== 'INFO').length))}
        </label>
        {firstError !== undefined && (
          <button type="button" onClick={() => jump(firstError.seq)}>
            {words.firstError}
          </button>
        )}
        <button type="button" aria-busy={busy} onClick={download}>
          {words.download}
        </button>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} />}
      <div
        ref={box}
        class="log"
        tabIndex={0}
        role="region"
        aria-label={words.title}
        onScroll={() => {
          const { scrollTop, clientHeight, scrollHeight } = box.current ?? NO_BOX;
          setFollows(scrollTop + clientHeight >= scrollHeight - 24);
        }}
      >
        {shown.length === 0 && <p class="quiet">{all.length === 0 ? words.none : words.noMatch}</p>}
        <ol onKeyDown={moveByArrows}>
          {shown.map((line, at) => (
            <Line key={line.seq} line={line} marked={atLine === `line-${line.seq}`} isStop={at === shown.length - 1} />
          ))}
        </ol>
      </div>
      <p class="log-foot quiet">
        {shown.length === all.length
          ? words.lines(count(all.length), all.length >= KEPT_LINES)
          : words.some(count(shown.length), count(all.length))}
        {!follows && (
          <button type="button" onClick={() => setFollows(true)}>
            {run.status === 'running' ? words.follow : words.toEnd}
          </button>
        )}
      </p>
    </section>
  );
};

const NO_BOX = { scrollTop: 0, clientHeight: 0, scrollHeight: 0 };

const SIGNS = { INFO: '', WARN: '⚠ ', ERROR: '✕ ' } as const;

/** The Tab key stops once in the log, at the link of its last line; the arrow keys go from line to line. */
const moveByArrows = (event: KeyboardEvent): void => {
  const line = (event.target as Element).closest('a') === null ? null : (event.target as Element).closest('li');
  const next = { ArrowUp: line?.previousElementSibling, ArrowDown: line?.nextElementSibling }[event.key];
  if (next == null) return;
  event.preventDefault();
  next.querySelector('a')?.focus();
};

interface LineProps {
  readonly line: RunLogLine;
  readonly marked: boolean;
  /** Whether the Tab key stops here. */
  readonly isStop: boolean;
}

const Line = memo(({ line, marked, isStop }: LineProps) => (
  <li id={`line-${line.seq}`} class={`log-line ${line.level.toLowerCase()}${marked ? ' marked' : ''}`}>
    <a href={`#line-${line.seq}`} tabIndex={isStop ? 0 : -1} aria-label={w().log.linkTo(line.seq)}>
      {line.seq}
    </a>
    <time dateTime={line.timestamp} title={exactMoment(line.timestamp)}>
      {clock(line.timestamp)}
    </time>
    <span class="log-step">{stepName(line.step)}</span>
    <span class="log-text" dir="auto">
      {line.level !== 'INFO' && (
        <b>
          {SIGNS[line.level]}
          {w().log.levels[line.level]}{' '}
        </b>
      )}
      {line.message}
      {line.error !== undefined && `: ${line.error}`}
      {line.duration !== undefined && <span class="quiet"> ({line.duration})</span>}
    </span>
  </li>
));
