import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import { PROCEED_SIGNAL } from '../contracts/names.js';
import type { RunStatus } from './run-status.js';

export interface ProceedRequest {
  readonly by: string;
  /** The wait that is meant; a late `proceed` for one that is over changes nothing. */
  readonly waitId?: number;
}

export const proceedSignal = defineSignal<[ProceedRequest]>(PROCEED_SIGNAL);

export interface WaitOutcome {
  readonly ended: 'elapsed' | 'proceeded';
  readonly by?: string;
}

export type WaitFor = (kind: 'load' | 'retry', reason: string, ms: number) => Promise<WaitOutcome>;

/** Durable waits that the signal `proceed` cuts short; the reason is the timer's summary, so it stands in the history. */
export const createWaits = (status: RunStatus): WaitFor => {
  let lastId = 0;
  let open: number | undefined;
  let cut: ProceedRequest | undefined;
  setHandler(
    proceedSignal,
    (request) => {
      if (open !== undefined && (request.waitId ?? open) === open) cut = request;
    },
    { description: 'stop waiting and go on' },
  );
  return async (kind, reason, ms) => {
    const id = ++lastId;
    open = id;
    cut = undefined;
    status.waiting({ id, kind, reason, until: new Date(Date.now() + ms).toISOString() });
    try {
      await condition(() => cut !== undefined, ms, { summary: reason });
      const { by } = (cut as ProceedRequest | undefined) ?? {};
      return by === undefined ? { ended: 'elapsed' } : { ended: 'proceeded', by };
    } finally {
      open = undefined;
      status.waiting(undefined);
    }
  };
};
