import { setTimeout as sleep } from 'node:timers/promises';
import { resolve } from 'node:path';
import { StevedoreError } from '../../contracts/errors.js';
import type { JobJson } from '../../table-import/callback/job-end-rules.js';
import type { ApiClient } from '../api-client.js';
import type { CommandContext } from '../context.js';
import { EXIT, exitCodeOfRun } from '../output/exit-code.js';
import { waitForRun } from '../runs/wait-for-run.js';

export interface RunProjectFlags {
  readonly wait?: boolean;
  readonly file?: readonly string[];
  readonly callback?: string;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly json?: boolean;
}

/** Imports the files of a project, and with `wait` prints what became of each. */
export const runProject = async (context: CommandContext, name: string, flags: RunProjectFlags): Promise<void> => {
  const { out, err } = context;
  const api = await context.api();
  const started = await api.start<{ job_id: string; status: string }>('/import', {
    project: name,
    by: context.user,
    ...(flags.file === undefined ? {} : { files: flags.file.map((file) => resolve(file)) }),
    ...(flags.callback === undefined ? {} : { callback_url: flags.callback }),
  });
  if (flags.wait !== true) {
    err('Started. See its run with: stevedore runs --since 1h\n');
    out(flags.json ? `${JSON.stringify(started)}\n` : `${started.job_id}\n`);
    return;
  }
  const job = await begun(context, api, started.job_id);
  if (job?.run_id == null) {
    context.exit(EXIT.interrupted);
    return;
  }
  err(`Started run ${job.run_id}\n`);
  const { why, run } = await waitForRun(context, api, job.run_id, { timeoutMs: flags.timeout });
  const ended = await api.get<JobJson>(`/jobs/${started.job_id}`);
  out(flags.json ? `${JSON.stringify(ended)}\n` : describe(ended));
  for (const warning of ended.result?.warnings ?? []) err(`warning: ${warning}\n`);
  if (why !== 'ended') err(`The import continues. Stop it with: stevedore cancel ${job.run_id}\n`);
  if (why === 'ended' && run !== undefined) context.exit(exitCodeOfRun(run.status));
  else context.exit(why === 'interrupted' ? EXIT.interrupted : EXIT.stillWaiting);
};

/** The job once its run is known: at once, unless Temporal was away. Undefined after Ctrl-C. */
const begun = async ({ interrupted }: CommandContext, api: ApiClient, id: string): Promise<JobJson | undefined> => {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += 500) {
    const job = await api.get<JobJson>(`/jobs/${id}`);
    if (job.run_id !== null || interrupted.aborted) return job;
    await sleep(500, undefined, { signal: interrupted }).catch(() => undefined);
  }
  throw new StevedoreError('TEMPORAL_UNREACHABLE', `Cannot follow the import "${id}": it has not started yet`);
};

const PATIENCE_MS = 60_000;

const describe = ({ job_id: id, status, result, file_results: files }: JobJson): string => {
  const lines = files.map(({ filename, table, status: state, inserted, updated, unchanged, rejected, error }) => {
    const counts = `${inserted} inserted, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected`;
    return `${filename}  ${table}  ${error === null ? counts : `${state}: ${error}`}`;
  });
  const sum =
    result === null
      ? ''
      : `  ${result.files} files, ${result.inserted} inserted, ${result.updated} updated, ${result.errors} rejected`;
  return [...lines, `${status} ${id}${sum}`].map((line) => `${line}\n`).join('');
};
