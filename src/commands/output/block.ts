import type { CommandContext } from '../context.js';
import { unstyled } from './style.js';
import { cutToWidth, visibleLine, widthOf } from './visible.js';

/** Lines on stderr that are drawn again in their place. */
export interface Block {
  readonly draw: (lines: readonly string[]) => void;
  /** A permanent line above the block. */
  readonly note: (text: string) => void;
  /** Leaves the last state on the screen. */
  readonly end: () => void;
}

/**
 * A block on a terminal. Invariants:
 *
 * 1. A line takes one line of the screen: it is cut to the terminal's width, and what would break it is shown.
 * 2. The block is lower than the screen: the cursor cannot go up beyond it.
 * 3. What is erased is what the drawn lines take now: a window that was made narrower has wrapped them.
 */
export const createBlock = ({
  err,
  eraseLines,
  screen,
}: Pick<CommandContext, 'err' | 'eraseLines' | 'screen'>): Block => {
  let drawn: readonly string[] = [];
  let latest: readonly string[] = [];
  const size = () => screen() ?? { columns: 80, rows: 24 };
  const erase = (): void => {
    const { columns } = size();
    eraseLines(drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0));
    drawn = [];
  };
  const show = (): void => {
    const { columns, rows } = size();
    const shown = latest.slice(0, Math.max(1, rows - 1)).map((line) => cutLine(line, columns - 1));
    err(shown.map((line) => `${line}\n`).join(''));
    drawn = shown.map(unstyled);
  };
  return {
    draw: (lines) => {
      latest = lines;
      erase();
      show();
    },
    note: (text) => {
      erase();
      err(`${text}\n`);
      show();
    },
    end: () => {
      drawn = [];
      latest = [];
    },
  };
};

/** A line that is too long, or shows what would steer the terminal, loses its colours. */
const cutLine = (line: string, width: number): string => {
  const given = unstyled(line);
  const shown = visibleLine(given);
  return shown === given && widthOf(shown) <= width ? line : cutToWidth(shown, width);
};
