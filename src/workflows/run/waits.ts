import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import { PROCEED_SIGNAL, PUBLISH_NOW_SIGNAL } from '../../contracts/temporal-names.js';
import type { ProceedRequest } from '../../contracts/runs/proceed-request.js';
import type { Wait } from '../../contracts/runs/wait.js';
import type { RunStatus } from './run-status.js';

export const proceedSignal = defineSignal<[ProceedRequest]>(PROCEED_SIGNAL);
/** Like `proceed`, but only for a run that waits to publish. */
export const publishNowSignal = defineSignal<[ProceedRequest]>(PUBLISH_NOW_SIGNAL);

export interface WaitOutcome {
  readonly ended: 'elapsed' | 'proceeded';
  readonly by?: string;
}

export type WaitFor = (
  kind: Wait['kind'],
  reason: string,
  ms: number,
  blockers?: Wait['blockers'],
) => Promise<WaitOutcome>;

/** Creates durable waits that a signal ends; the reason is the timer's summary, so it is in the history. */
export const createWaits = (status: Pick<RunStatus, 'waiting'>): WaitFor => {
  let lastId = 0;
  let open: Wait | undefined;
  let cut: ProceedRequest | undefined;
  const cutShort = (request: ProceedRequest): void => {
    if (open !== undefined && (request.waitId ?? open.id) === open.id) cut = request;
  };
  setHandler(proceedSignal, cutShort, { description: 'stop waiting and go on' });
  setHandler(publishNowSignal, (request) => (open?.kind === 'publish' ? cutShort(request) : undefined), {
    description: 'publish a run that waits to publish',
  });
  return async (kind, reason, ms, blockers) => {
    open = {
      id: ++lastId,
      kind,
      reason,
      until: new Date(Date.now() + ms).toISOString(),
      ...(blockers === undefined || blockers.length === 0 ? {} : { blockers: blockers.slice(0, 3) }),
    };
    cut = undefined;
    status.waiting(open);
    try {
      await condition(() => cut !== undefined, ms, { summary: reason.slice(0, SUMMARY_LENGTH) });
      const { by } = (cut as ProceedRequest | undefined) ?? {};
      return by === undefined ? { ended: 'elapsed' } : { ended: 'proceeded', by };
    } finally {
      open = undefined;
      status.waiting(undefined);
    }
  };
};

/** Temporal refuses a longer one, by bytes; reasons are ASCII except for what an application reports of its load. */
const SUMMARY_LENGTH = 200;
