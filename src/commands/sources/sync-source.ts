import { setTimeout as sleep } from 'node:timers/promises';
import { StevedoreError } from '../../contracts/errors.js';
import type { ApiClient } from '../api-client.js';
import type { CommandContext } from '../context.js';
import { EXIT } from '../output/exit-code.js';
import { describeSync } from './describe-sync.js';
import type { SyncJson } from '../../api/table-import/source-sync/sync-schema.js';

export interface SyncFlags {
  readonly type: string;
  readonly into?: string;
  readonly contentType?: string;
  readonly map?: Readonly<Record<string, string>>;
  readonly dataPath?: string;
  /** JSON. */
  readonly options?: string;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly json?: boolean;
}

/** Has a source synced, and with `wait` prints how it ended. Throws REQUEST_INVALID for options that are no JSON. */
export const syncSource = async (context: CommandContext, source: string, flags: SyncFlags): Promise<void> => {
  const { out, err } = context;
  const api = await context.api();
  const { data } = await api.post<{ data: { syncRunId: number } }>('/v1/sync/trigger', {
    sourceType: flags.type,
    sourceIdentifier: source,
    options: optionsOf(flags),
  });
  const number = data.syncRunId;
  if (flags.wait !== true) {
    err(`Scheduled. Look at it with: stevedore sources status ${number}\n`);
    out(flags.json ? `${JSON.stringify(data)}\n` : `${number}\n`);
    return;
  }
  const sync = await ended(context, api, number, flags.timeout);
  out(flags.json ? `${JSON.stringify(sync)}\n` : describeSync(sync));
  context.exit(context.interrupted.aborted ? EXIT.interrupted : CODES[sync.status]);
};

const optionsOf = ({ into, contentType, map, dataPath, dryRun, options = '{}' }: SyncFlags): object => ({
  ...further(options),
  ...(into === undefined ? {} : { targetTable: into }),
  ...(contentType === undefined ? {} : { contentType }),
  ...(map === undefined ? {} : { columnMapping: map }),
  ...(dataPath === undefined ? {} : { dataPath }),
  ...(dryRun === true ? { dryRun } : {}),
});

const further = (text: string): object => {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Told below.
  }
  throw new StevedoreError('REQUEST_INVALID', 'Cannot sync the source: --options is not an object of JSON');
};

const CODES: Readonly<Record<SyncJson['status'], number>> = {
  completed: EXIT.success,
  failed: EXIT.failed,
  cancelled: EXIT.cancelled,
  pending: EXIT.stillWaiting,
  in_progress: EXIT.stillWaiting,
};

/** The sync once it has ended, or as it is after the time that is given, or after Ctrl-C. */
const ended = async (
  { interrupted }: CommandContext,
  api: ApiClient,
  number: number,
  timeoutMs = Infinity,
): Promise<SyncJson> => {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const { data } = await api.get<{ data: SyncJson }>(`/v1/sync/${number}`);
    const isOpen = data.status === 'pending' || data.status === 'in_progress';
    if (!isOpen || interrupted.aborted || Date.now() >= until) return data;
    await sleep(LOOK_MS, undefined, { signal: interrupted }).catch(() => undefined);
  }
};

const LOOK_MS = 500;
