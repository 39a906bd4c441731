import { setTimeout as sleep } from 'node:timers/promises';

/** Lets so many at once do something; others wait, in the order in which they came, until it is their turn. */
export class Turns {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** `told` hears that it waits. Throws the signal's reason if it is aborted while it waits. */
  async take<T>(body: () => Promise<T>, signal: AbortSignal, told: () => void = () => undefined): Promise<T> {
    if (this.#running >= this.#most) {
      told();
      await this.#turn(signal);
    }
    this.#running += 1;
    try {
      return await body();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const turn = new Promise<void>((resolve) => this.#waiting.push(resolve));
    const cut = new AbortController();
    await Promise.race([turn, sleep(FOREVER_MS, undefined, { signal: AbortSignal.any([signal, cut.signal]) })]).finally(
      () => cut.abort(),
    );
  }
}

const FOREVER_MS = 2 ** 31 - 1;
