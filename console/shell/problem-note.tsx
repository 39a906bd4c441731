import type { ComponentChildren } from 'preact';
import type { Problem } from '../api/ask.js';
import { ErrorText } from './error-text.js';
import { w } from '../words/words.js';

/** Why something could not be done or read. */
export const ProblemNote = ({ problem, again, title, children }: ProblemNoteProps) => (
  <div class="note bad" role="alert">
    <p>
      <span aria-hidden="true">✕ </span>
      {title}
      {title !== undefined && <br />}
      {problem.status === 0 ? w().problem.away : <ErrorText code={problem.code} message={problem.message} />}
    </p>
    {problem.code !== '' && (
      <p class="quiet">
        <code>{problem.code}</code>
      </p>
    )}
    {again !== undefined && (
      <button type="button" onClick={again}>
        {w().problem.again}
      </button>
    )}
    {children}
  </div>
);

interface ProblemNoteProps {
  readonly problem: Problem;
  /** @default there is no button to try again */
  readonly again?: () => void;
  /** What it was that failed. @default the place says it */
  readonly title?: ComponentChildren;
  /** What can be done about it. @default nothing more */
  readonly children?: ComponentChildren;
}
