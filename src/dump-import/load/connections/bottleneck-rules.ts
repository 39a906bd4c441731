/** What a load's connections waited for, summed over all of them, in milliseconds. */
export interface LoadWaits {
  /** For the next rows: reading from disk, splitting into statements, writing as lines. */
  readonly dumpMs: number;
  /** For the server to take rows and end its statements. */
  readonly serverMs: number;
  /** For the other connections, when no table was left. */
  readonly idleMs: number;
  /** How busy the worker's thread was during the load, from 0 to 1. */
  readonly threadBusy: number;
}

export interface BottleneckFacts {
  readonly connections: number;
  /** Bytes of the dump's rows, and of its largest table's. */
  readonly dataBytes: number;
  readonly largest: { readonly table: string; readonly bytes: number };
  /** Bytes of the server's buffer pool. */
  readonly bufferPoolBytes: number;
}

export interface Bottleneck {
  readonly limit: 'server' | 'worker' | 'disk' | 'one-table';
  /** What was waited for and what would help, in a sentence. */
  readonly advice: string;
}

/** Shorter loads need no advice, and mostly are round trips. */
const WORTH_A_WORD_MS = 2_000;
const THREAD_IS_FULL = 0.85;

/** Names what a load waited for most, and what would help; undefined if it was short. */
export const nameBottleneck = (waits: LoadWaits, facts: BottleneckFacts): Bottleneck | undefined => {
  const { dumpMs, serverMs, idleMs, threadBusy } = waits;
  const total = dumpMs + serverMs + idleMs;
  if (total < WORTH_A_WORD_MS) return undefined;
  const share = (part: number) => `${Math.round((100 * part) / total)} %`;
  const { connections, largest, dataBytes, bufferPoolBytes } = facts;
  if (idleMs > total / 3) {
    const part = Math.round((100 * largest.bytes) / Math.max(1, dataBytes));
    return {
      limit: 'one-table',
      advice:
        `${share(idleMs)} of the connections' time no table was left: "${largest.table}" alone has ${part} % of the rows, ` +
        'and one connection loads a table; more of them would not help',
    };
  }
  if (dumpMs > serverMs || threadBusy > THREAD_IS_FULL) {
    const waited = `${share(dumpMs)} of the connections' time they waited for rows`;
    return threadBusy > THREAD_IS_FULL
      ? {
          limit: 'worker',
          advice: `${waited}, and the worker's thread was busy: run fewer imports at a time on this host, or on a faster processor`,
        }
      : { limit: 'disk', advice: `${waited}, and the worker's thread was idle: storage.temp_dir is on a slow disk` };
  }
  const waited = `${share(serverMs)} of the connections' time they waited for the server`;
  if (bufferPoolBytes < dataBytes) {
    return {
      limit: 'server',
      advice: `${waited}: its innodb_buffer_pool_size is ${megabytes(bufferPoolBytes)} for ${megabytes(dataBytes)} of rows; raise it`,
    };
  }
  return {
    limit: 'server',
    advice: `${waited}: if it has idle cores, raise load.connections (now ${connections}); otherwise use a faster disk or processor`,
  };
};

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;
