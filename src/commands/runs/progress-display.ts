import type { RunJson } from '../../api/runs/run-schema.js';
import type { CommandContext } from '../context.js';
import { formatDetails, formatRun } from './format-run.js';

export interface ProgressDisplay {
  update(run: RunJson): void;
  /** A permanent message above the block. */
  note(text: string): void;
  /** Leaves the last state on the screen. */
  end(): void;
}

/**
 * Shows progress: on a terminal one block that is redrawn, elsewhere one plain line per change of step and one every 15
 * seconds.
 */
export const createProgressDisplay = (context: Pick<CommandContext, 'err' | 'redraws' | 'colors'>): ProgressDisplay =>
  context.redraws ? redrawn(context) : plain(context);

const PLAIN_EVERY_MS = 15_000;
const UP_AND_CLEAR = (lines: number): string => (lines === 0 ? '' : `\u001b[${lines}A\u001b[0J`);

const redrawn = ({ err, colors }: Pick<CommandContext, 'err' | 'colors'>): ProgressDisplay => {
  let drawn = 0;
  let block: string[] = [];
  const dim = (text: string): string => (colors ? `\u001b[2m${text}\u001b[22m` : text);
  const draw = (): void => {
    err(UP_AND_CLEAR(drawn) + block.map((line) => `${line}\n`).join(''));
    drawn = block.length;
  };
  return {
    update: (run) => {
      // A wrapped line would break the count of lines to go up.
      block = [formatRun(run).slice(0, 78), ...formatDetails(run).map((line) => dim(`  ${line.slice(0, 76)}`))];
      draw();
    },
    note: (text) => {
      err(`${UP_AND_CLEAR(drawn)}${text}\n`);
      drawn = 0;
      draw();
    },
    end: () => {
      drawn = 0;
    },
  };
};

const plain = ({ err }: Pick<CommandContext, 'err'>): ProgressDisplay => {
  let last = '';
  let lastAt = 0;
  return {
    update: (run) => {
      const wait = run.wait === null ? '' : String(run.wait.id);
      const blocked = run.activities.some(
        ({ step, detail }) => (step === 'publishing' || step === 'rolling_back') && detail !== null,
      );
      const change = [run.status, run.current_step, run.attempt, wait, run.stuck, blocked].join('/');
      if (change === last && Date.now() - lastAt < PLAIN_EVERY_MS) return;
      last = change;
      lastAt = Date.now();
      err(`${[formatRun(run), ...formatDetails(run)].join('; ')}\n`);
    },
    note: (text) => err(`${text}\n`),
    end: () => undefined,
  };
};
