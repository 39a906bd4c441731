import type { RunJson } from '../../api/runs/run-schema.js';
import type { CommandContext } from '../context.js';
import { createBlock } from '../output/block.js';
import { styled } from '../output/style.js';
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
export const createProgressDisplay = (
  context: Pick<CommandContext, 'err' | 'redraws' | 'screen' | 'eraseLines'>,
): ProgressDisplay => (context.redraws ? redrawn(context) : plain(context));

const PLAIN_EVERY_MS = 15_000;

const redrawn = (context: Pick<CommandContext, 'err' | 'screen' | 'eraseLines'>): ProgressDisplay => {
  const { draw, note, end } = createBlock(context);
  return {
    update: (run) => draw([formatRun(run), ...formatDetails(run).map((line) => styled('dim', `  ${line}`))]),
    note,
    end,
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
