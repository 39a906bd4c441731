/** A signal that is aborted with another one, or when its time is over; `release` lets both go. */
export interface LimitedSignal {
  readonly signal: AbortSignal;
  readonly release: () => void;
}

/**
 * `AbortSignal.any` and `AbortSignal.timeout` would keep something for each request, as long as the other signal lives
 * and the time runs. After the time its reason is a `TimeoutError`.
 */
export const limitedSignal = (other: AbortSignal | undefined, ms: number): LimitedSignal => {
  const controller = new AbortController();
  const pass = (): void => controller.abort(other?.reason);
  const late = new DOMException('The request took too long', 'TimeoutError');
  const timer = setTimeout(() => controller.abort(late), ms);
  timer.unref();
  if (other?.aborted === true) pass();
  other?.addEventListener('abort', pass, { once: true });
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      other?.removeEventListener('abort', pass);
    },
  };
};
