import type { CommandContext } from './context.js';
import { isStevedoreError } from '../contracts/errors.js';

/** One error on stderr: its code, its message, its hint. No stack, which is for the log. */
export const printError = (error: unknown, { err, colors }: Pick<CommandContext, 'err' | 'colors'>): void => {
  const red = (text: string): string => (colors ? `\u001b[31m${text}\u001b[39m` : text);
  if (!isStevedoreError(error)) {
    err(`${red('error')}: ${error instanceof Error ? error.message : String(error)}\n`);
    return;
  }
  err(`${red(error.code)}: ${error.message}\n`);
  const { hint, runId, requestId } = error.details;
  if (error.code === 'RUN_ALREADY_RUNNING' && typeof runId === 'string') {
    err(`hint: stevedore logs ${runId} --follow shows it, stevedore cancel ${runId} stops it\n`);
  } else if (typeof hint === 'string') {
    err(`hint: ${hint}\n`);
  }
  if (error.code === 'INTERNAL' && typeof requestId === 'string') err(`request: ${requestId}\n`);
};
