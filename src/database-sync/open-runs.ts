import type { DatabaseSyncInput } from '../contracts/database-sync/input.js';
import type { Settings } from '../contracts/settings.js';
import type { RunRecord } from '../contracts/runs/run-record.js';
import { pipelinesOf } from '../contracts/kinds.js';

export interface RunsDeps {
  readonly settings: Pick<Settings, 'pipelines'>;
  readonly store: { readonly runs: { readonly list: (query: RunsQuery) => Promise<RunsPage> } };
}

interface RunsQuery {
  readonly pipelines: readonly string[];
  readonly status: 'running';
  readonly limit: number;
  readonly cursor?: string;
}

interface RunsPage {
  readonly runs: readonly RunRecord[];
  readonly next?: string;
}

/** The runs of database syncs that a worker has begun and that have not ended. Throws STORE_UNREACHABLE. */
export const openRuns = async ({ settings, store }: RunsDeps): Promise<RunRecord[]> => {
  const pipelines = pipelinesOf(settings, 'database-sync').map(({ name }) => name);
  const found: RunRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.runs.list({
      pipelines,
      status: 'running',
      limit: 500,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...page.runs);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
};

/** What a run was started with: the databases and the file that it names go before those of its pipeline. */
export const inputOf = ({ options, action }: RunRecord): DatabaseSyncInput =>
  ({ ...options, ...(action === undefined ? {} : { action }) }) as unknown as DatabaseSyncInput;

/** The dumps that open runs read, by name: another try of such a run reads its file again. */
export const dumpsInUse = async (deps: RunsDeps): Promise<ReadonlySet<string>> =>
  new Set((await openRuns(deps)).map((run) => inputOf(run).file).filter((file) => file !== undefined));
