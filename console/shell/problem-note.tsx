import type { Problem } from '../api/ask.js';
import { ErrorText } from './error-text.js';
import { w } from '../words/words.js';

/** Why something could not be done or read. */
export const ProblemNote = ({ problem, again }: ProblemNoteProps) => (
  <div class="note bad" role="alert">
    <p>
      <span aria-hidden="true">✕ </span>
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
  </div>
);

interface ProblemNoteProps {
  readonly problem: Problem;
  /** @default there is no button to try again */
  readonly again?: () => void;
}
