import type { Kind, PipelineSettings } from '../../contracts/kinds.js';
import type { RunRecord } from '../../contracts/runs/run-record.js';

/** What the store has of a pipeline's newest successes. */
export interface LastSuccess {
  /** The newest run of the kind's own work: not a rollback. */
  readonly run?: RunRecord;
  /** What put the live generation there; a rollback counts. Only of kinds that publish generations. */
  readonly live?: RunRecord & { readonly generation: number };
}

/** Picks them from a pipeline's successes, the newest first. */
export const lastSuccess = (kind: Kind, successes: readonly RunRecord[]): LastSuccess => {
  const run = successes.find(({ action }) => action === undefined || action === 'run');
  const live = WITH_GENERATIONS.has(kind) ? successes.find(hasGeneration) : undefined;
  return { ...(run === undefined ? {} : { run }), ...(live === undefined ? {} : { live }) };
};

/** So many successes are looked through: behind more rollbacks in a row, a pipeline's last success is not found. */
export const SUCCESSES = 20;

const WITH_GENERATIONS: ReadonlySet<PipelineSettings['kind']> = new Set(['dump-import', 'database-sync']);

const hasGeneration = (run: RunRecord): run is RunRecord & { generation: number } => run.generation !== undefined;
