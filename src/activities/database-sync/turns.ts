/**
 * Lets so many at once do something; others wait, in the order in which they came, until it is their turn.
 *
 * 1. A turn is handed from the one that ends to the first that waits: nobody who comes meanwhile gets in between.
 * 2. Whoever is cancelled while it waits leaves the queue at once, and no turn is given to it.
 * 3. A turn that was given is handed on, whatever becomes of the one that has it.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(most: number) {
    this.#free = most;
  }

  /** `told` hears that it waits. Throws the signal's reason if it is aborted before it begins. */
  async take<T>(body: () => Promise<T>, signal: AbortSignal, told: () => void = () => undefined): Promise<T> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else {
      told();
      await this.#turn(signal);
    }
    try {
      // It may have been cancelled since the turn was given.
      signal.throwIfAborted();
      return await body();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        reject(signal.reason as Error);
      };
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      this.#waiting.push(begin);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
