import type { ProceedRequest } from '../../contracts/runs/proceed-request.js';
import type { Wait } from '../../contracts/runs/wait.js';

/** What was asked between two waits, and which waits it may end. */
export interface EarlyRequests {
  /** Whether a request names a wait that ended by itself, and the waits since are for the same thing. */
  isFor(request: ProceedRequest, isMeant: (kind: Wait['kind']) => boolean): boolean;
  /** Keeps a request for the next wait. @default kind that of the waits before */
  keep(request: ProceedRequest, kind?: Wait['kind']): void;
  /** The request that ends a wait of this kind before it begins; whatever is kept for another is dropped. */
  takeFor(kind: Wait['kind']): ProceedRequest | undefined;
  opened(wait: Wait): void;
  /** Somebody ended this wait: a second request for it is done, too. */
  answered(wait: Wait): void;
}

/**
 * Keeps at most one request, for one wait. A target that stays busy and a publish that cannot get its locks are waited
 * for again and again; these waits follow each other without one of another kind between them, which is how they are
 * known to be for the same thing. After another kind of wait, such as for the next attempt, nothing that was asked
 * before counts: an approval is for what was loaded when it was given.
 */
export const createEarlyRequests = (): EarlyRequests => {
  let series: { readonly kind: Wait['kind']; readonly first: number; last: number; answered: number } | undefined;
  let kept: { readonly request: ProceedRequest; readonly kind: Wait['kind'] } | undefined;
  return {
    isFor: ({ waitId }, isMeant) =>
      series !== undefined &&
      waitId !== undefined &&
      isMeant(series.kind) &&
      REPEATED.has(series.kind) &&
      waitId >= series.first &&
      waitId <= series.last &&
      waitId > series.answered,
    keep: (request, kind = series?.kind) => {
      if (kind !== undefined) kept = { request, kind };
    },
    takeFor: (kind) => {
      const request = kept?.kind === kind ? kept.request : undefined;
      kept = undefined;
      if (request !== undefined && series?.kind === kind) series.answered = series.last;
      return request;
    },
    opened: ({ id, kind }) => {
      if (series?.kind === kind) series.last = id;
      else series = { kind, first: id, last: id, answered: 0 };
    },
    answered: ({ id, kind }) => {
      if (series?.kind === kind) series.answered = Math.max(series.answered, id);
    },
  };
};

/** After any other wait the run does what it waited for, whoever ended it. */
const REPEATED: ReadonlySet<Wait['kind']> = new Set(['load', 'publish', 'outcome']);
