import type { ApiClient } from '../api-client.js';
import type { CommandContext } from '../context.js';
import { EXIT, exitCodeOfRun } from '../output/exit-code.js';
import { shellWord } from '../output/shell-word.js';
import { tellNext } from './tell-next.js';
import { waitForRun } from './wait-for-run.js';

export interface FollowFlags {
  readonly wait?: boolean;
  readonly json?: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** Prints a run that nobody waits for, and how to follow it. */
export const printStarted = (
  { out, err }: CommandContext,
  started: { readonly run_id: string },
  json = false,
): void => {
  err(`Started. Follow it with: stevedore watch ${started.run_id}\n`);
  out(json ? `${JSON.stringify(started)}\n` : `${started.run_id}\n`);
};

/** Prints a started run, or with `wait` follows it to its end and exits with its result. */
export const followStarted = async (
  context: CommandContext,
  api: ApiClient,
  started: { readonly run_id: string; readonly pipeline: string },
  { wait, json, timeout }: FollowFlags,
): Promise<void> => {
  const { out, err } = context;
  const { run_id: runId, pipeline } = started;
  if (!wait) return printStarted(context, started, json);
  err(`Started run ${runId}\n`);
  const { why, run } = await waitForRun(context, api, runId, { timeoutMs: timeout });
  if (why !== 'ended') {
    err(
      `The run continues. See it with: stevedore status ${shellWord(pipeline)}; stop it with: stevedore cancel ${runId}\n`,
    );
  }
  if (run !== undefined) out(json ? `${JSON.stringify(run)}\n` : `${run.status} ${runId}\n`);
  for (const warning of run?.warnings ?? []) err(`warning: ${warning}\n`);
  tellNext(err, run);
  if (why === 'ended' && run !== undefined) context.exit(exitCodeOfRun(run.status));
  else context.exit(why === 'interrupted' ? EXIT.interrupted : EXIT.stillWaiting);
};
