import type { LoadWaits } from './bottleneck-rules.js';

/** Measures the waits of one load. */
export class LoadClock {
  private dumpMs = 0;
  private serverMs = 0;
  private readonly ends: number[] = [];
  private readonly busyBefore = performance.eventLoopUtilization();

  /** Runs what only waits for the server. */
  async server<T>(action: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await action();
    } finally {
      this.serverMs += performance.now() - started;
    }
  }

  /** Passes pieces on: what happens between two of them is the server's time, or the caller counts it. */
  async *dump<T>(pieces: AsyncIterable<T>, between: 'server' | 'counted'): AsyncGenerator<T, void, undefined> {
    let asked = performance.now();
    for await (const piece of pieces) {
      const given = performance.now();
      this.dumpMs += given - asked;
      yield piece;
      asked = performance.now();
      if (between === 'server') this.serverMs += asked - given;
    }
    this.dumpMs += performance.now() - asked;
  }

  /** A connection has found no table left. */
  noTableLeft(): void {
    this.ends.push(performance.now());
  }

  read(): LoadWaits {
    const last = this.ends.reduce((a, b) => Math.max(a, b), 0);
    return {
      dumpMs: Math.round(this.dumpMs),
      serverMs: Math.round(this.serverMs),
      idleMs: Math.round(this.ends.reduce((sum, end) => sum + last - end, 0)),
      threadBusy: performance.eventLoopUtilization(this.busyBefore).utilization,
    };
  }
}
