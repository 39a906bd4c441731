/**
 * Limits how many tables of a run are filled at once, over all its databases. The waiting one with the most bytes gets
 * the next turn, so that the largest table is not left for the end, nor shares the server with more than the limit.
 */
export class LoadSlots {
  private free: number;
  private readonly waiting: { readonly bytes: () => number; readonly go: () => void }[] = [];

  constructor(size: number) {
    this.free = size;
  }

  /**
   * Resolves at the caller's turn; `bytes` is read when a turn is given. Call the returned function when done. Throws
   * the signal's reason.
   */
  async take(bytes: () => number, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.free > 0) this.free--;
    else await this.turn(bytes, signal);
    return () => this.giveBack();
  }

  private async turn(bytes: () => number, signal: AbortSignal | undefined): Promise<void> {
    let leave = (): void => undefined;
    const turn = new Promise<void>((go, fail) => {
      const waiter = { bytes, go };
      this.waiting.push(waiter);
      leave = () => {
        const at = this.waiting.indexOf(waiter);
        if (at < 0) return;
        this.waiting.splice(at, 1);
        fail(signal?.reason as Error);
      };
    });
    signal?.addEventListener('abort', leave);
    await turn.finally(() => signal?.removeEventListener('abort', leave));
  }

  private giveBack(): void {
    if (this.waiting.length === 0) {
      this.free++;
      return;
    }
    const sizes = this.waiting.map(({ bytes }) => bytes());
    const [next] = this.waiting.splice(sizes.indexOf(Math.max(...sizes)), 1);
    next?.go();
  }
}

interface Shared {
  readonly slots: LoadSlots;
  users: number;
}

const shared = new Map<string, Shared>();

/** The slots of a run, created by the first of its databases and released by the last. */
export const shareSlots = (runId: string, size: number): { readonly slots: LoadSlots; readonly leave: () => void } => {
  const found = shared.get(runId) ?? { slots: new LoadSlots(size), users: 0 };
  found.users++;
  shared.set(runId, found);
  const leave = (): void => {
    found.users--;
    if (found.users === 0) shared.delete(runId);
  };
  return { slots: found.slots, leave };
};
