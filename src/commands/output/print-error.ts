import type { CommandContext } from '../context.js';
import { isStevedoreError } from '../../contracts/errors.js';
import { hintOf } from './hint-of.js';
import { styled } from './style.js';

/** Prints one error on stderr: its code, message and hint. No stack, which belongs in the log. */
export const printError = (error: unknown, { err }: Pick<CommandContext, 'err'>): void => {
  if (!isStevedoreError(error)) {
    err(`${styled('red', 'error')}: ${error instanceof Error ? error.message : String(error)}\n`);
    return;
  }
  err(`${styled('red', error.code)}: ${error.message}\n`);
  const { api, requestId } = error.details;
  const hint = hintOf(error);
  if (hint !== undefined) err(`hint: ${hint}\n`);
  if (WRONG_API.has(error.code) && typeof api === 'string') err(`asked: ${api}\n`);
  if (error.code === 'INTERNAL' && typeof requestId === 'string') err(`request: ${requestId}\n`);
};

/** Codes that another installation's API would answer too. */
const WRONG_API: ReadonlySet<string> = new Set([
  'UNAUTHORIZED',
  'KEY_REVOKED',
  'KEY_EXPIRED',
  'ROLE_TOO_LOW',
  'PIPELINE_FORBIDDEN',
  'FORBIDDEN',
  'PIPELINE_UNKNOWN',
  'RUN_UNKNOWN',
  'ROUTE_UNKNOWN',
  'METHOD_NOT_ALLOWED',
]);
