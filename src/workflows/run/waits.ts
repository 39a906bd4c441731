import { condition, defineSignal, patched, setHandler } from '@temporalio/workflow';
import { PROCEED_SIGNAL, PUBLISH_NOW_SIGNAL } from '../../contracts/temporal-names.js';
import type { ProceedRequest } from '../../contracts/runs/proceed-request.js';
import type { Wait } from '../../contracts/runs/wait.js';
import { createEarlyRequests } from './early-requests.js';
import type { RunStatus } from './run-status.js';

export const proceedSignal = defineSignal<[ProceedRequest]>(PROCEED_SIGNAL);
/** Like `proceed`, but only for a run that waits to publish, or tries to. */
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

/**
 * Creates durable waits that a signal ends, one at a time; the reason is the timer's summary, so it is in the history.
 *
 * 1. A signal that names a wait does not end another one, but where 2 says so.
 * 2. A signal that comes between two waits for the same thing ends the next of them at once; `createEarlyRequests` says
 *    which. So what was accepted is never lost because a wait ended by itself a moment before.
 * 3. Histories from before 2 stay as they were recorded, by `patched`.
 */
export const createWaits = (status: Pick<RunStatus, 'waiting' | 'snapshot'>): WaitFor => {
  let lastId = 0;
  let open: Wait | undefined;
  let cut: ProceedRequest | undefined;
  const early = createEarlyRequests();

  const take = (request: ProceedRequest, isMeant: (kind: Wait['kind']) => boolean): boolean => {
    if (open !== undefined && isMeant(open.kind) && (request.waitId ?? open.id) === open.id) {
      early.answered(open);
      cut = request;
      return true;
    }
    if (!early.isFor(request, isMeant)) return false;
    if (open === undefined) early.keep(request);
    else if (patched(EARLY)) {
      early.answered(open);
      cut = request;
    }
    return true;
  };

  setHandler(proceedSignal, (request) => void take(named(request), () => true), {
    description: 'stop waiting and go on',
  });
  setHandler(
    publishNowSignal,
    (given: Partial<ProceedRequest> | undefined) => {
      const request = named(given);
      const isTaken = take(request, (kind) => kind === 'publish');
      // It names no wait where none was open when somebody asked.
      if (!isTaken && request.waitId === undefined && status.snapshot().step === 'publishing')
        early.keep(request, 'publish');
    },
    { description: 'publish a run that waits to publish, or tries to' },
  );

  return async (kind, reason, ms, blockers) => {
    const request = early.takeFor(kind);
    if (request !== undefined && patched(EARLY)) return { ended: 'proceeded', by: request.by };
    open = {
      id: ++lastId,
      kind,
      reason,
      until: new Date(Date.now() + ms).toISOString(),
      ...(blockers === undefined || blockers.length === 0 ? {} : { blockers: blockers.slice(0, 3) }),
    };
    cut = undefined;
    early.opened(open);
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

/** Somebody who signals by Temporal's own tools may give no name, or nothing at all. */
const named = (given: Partial<ProceedRequest> | undefined): ProceedRequest =>
  ({
    ...given,
    ...(given?.by === undefined && patched('signals-without-name') ? { by: 'somebody' } : {}),
  }) as ProceedRequest;

const EARLY = 'early-requests';

/** Temporal refuses a longer one, by bytes; reasons are ASCII except for what an application reports of its load. */
const SUMMARY_LENGTH = 200;
