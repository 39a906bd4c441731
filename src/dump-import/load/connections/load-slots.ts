/**
 * Limits how many tables of a run are filled at once, over all its databases.
 *
 * 1. The waiting one with the most bytes gets the next turn, so that the largest table is not left for the end.
 * 2. While a large table is filled, fewer others are: it is one connection's work, the load ends with it, and every
 *    other connection takes a share of the server's cores from it.
 */
export class LoadSlots {
  private readonly size: number;
  private readonly besideLarge: number;
  private readonly turns = new Set<OpenTurn>();
  private readonly waiting: { readonly bytes: () => number; readonly go: (turn: Turn) => void }[] = [];

  /** `besideLarge`: how many while one of them is large. @default size */
  constructor(size: number, besideLarge = size) {
    this.size = size;
    this.besideLarge = besideLarge;
  }

  /** Resolves at the caller's turn; `bytes` is read when a turn is given. Throws the signal's reason. */
  async take(bytes: () => number, signal?: AbortSignal): Promise<Turn> {
    signal?.throwIfAborted();
    let leave = (): void => undefined;
    const turn = new Promise<Turn>((go, fail) => {
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
    this.admit();
    return turn.finally(() => signal?.removeEventListener('abort', leave));
  }

  private admit(): void {
    while (this.waiting.length > 0 && this.turns.size < this.limit()) {
      const sizes = this.waiting.map(({ bytes }) => bytes());
      const [next] = this.waiting.splice(sizes.indexOf(Math.max(...sizes)), 1);
      const turn: OpenTurn = { bytes: () => 0 };
      this.turns.add(turn);
      next?.go({
        fills: (bytes) => {
          turn.bytes = bytes;
        },
        end: () => {
          this.turns.delete(turn);
          this.admit();
        },
      });
    }
  }

  private limit(): number {
    return [...this.turns].some(({ bytes }) => bytes() >= LARGE_BYTES) ? this.besideLarge : this.size;
  }
}

/** The right to fill one table. */
export interface Turn {
  /** Says how large the table is that is filled now, as far as it is known. */
  readonly fills: (bytes: () => number) => void;
  /** To be called when it is filled, or not. */
  readonly end: () => void;
}

interface OpenTurn {
  bytes: () => number;
}

const LARGE_BYTES = 32_000_000;

interface Shared {
  readonly slots: LoadSlots;
  users: number;
}

const shared = new Map<string, Shared>();

/** The slots of a run, created by the first of its databases and released by the last. */
export const shareSlots = (
  runId: string,
  size: number,
  besideLarge = size,
): { readonly slots: LoadSlots; readonly leave: () => void } => {
  const found = shared.get(runId) ?? { slots: new LoadSlots(size, besideLarge), users: 0 };
  found.users++;
  shared.set(runId, found);
  const leave = (): void => {
    found.users--;
    if (found.users === 0) shared.delete(runId);
  };
  return { slots: found.slots, leave };
};
