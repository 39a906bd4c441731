/** What is known of the memory of a server; bytes. */
export interface MemoryFacts {
  /** `maintenance_work_mem` of the session as it came. */
  readonly own: number;
  /** `effective_cache_size`, where somebody has set it: by custom three quarters of the memory. */
  readonly cache?: number;
  /** `shared_buffers`, where somebody has set it: by custom a quarter of the memory. */
  readonly buffers?: number;
  /** Of this machine, if the server is on it. */
  readonly machine?: number;
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** More than this makes nothing quicker. */
const MOST = GIB;
/** Of a server that nobody has configured, and that is elsewhere. */
const UNKNOWN = 2 * GIB;
/** What all builds together may take. */
const SHARE = 1 / 8;

/**
 * The `maintenance_work_mem` of a session that builds indexes beside `builds - 1` others: an eighth of the server's
 * memory among them, at most 1 GiB each, never less than the server gives by itself. In bytes.
 */
export const chooseMemory = ({ own, cache, buffers, machine }: MemoryFacts, builds: number): number => {
  const configured = [
    ...(cache === undefined ? [] : [(cache * 4) / 3]),
    ...(buffers === undefined ? [] : [buffers * 4]),
  ];
  const server = machine ?? (configured.length > 0 ? Math.max(...configured) : UNKNOWN);
  return Math.max(own, Math.min(MOST, Math.floor((server * SHARE) / Math.max(1, builds))));
};

/**
 * How much of that an index takes, which is built of so many bytes of rows. What is sorted leaves the processor's cache
 * either way, and more than 256 MiB makes it slower. A gin index collects its entries in a tree: a small one stays in
 * the cache, and takes half the time of one of 1 GiB. Each time it is full, it is written to pages all over the index,
 * which a large table must not do often.
 */
export const memoryOfIndex = (method: string, bytes: number): number =>
  method === 'gin' ? Math.max(16 * MIB, Math.ceil(bytes / 16)) : 256 * MIB;
