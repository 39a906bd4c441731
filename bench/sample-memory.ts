import { readdirSync, readFileSync } from 'node:fs';

export interface MemorySamples {
  /** The largest sum seen. */
  readonly peakBytes: number;
  readonly samples: number;
  /** The largest number of processes seen at once. */
  readonly processes: number;
}

export interface MemorySampler {
  readonly latestBytes: () => number;
  readonly stop: () => MemorySamples;
}

/** Sums the proportional set size (PSS) of a process and all its descendants every 100 ms; Linux only. */
export function sampleMemory(pid: number): MemorySampler {
  let latest = 0;
  let peakBytes = 0;
  let samples = 0;
  let processes = 0;
  const take = () => {
    const tree = [pid, ...descendantsOf(pid)];
    latest = tree.reduce((sum, member) => sum + pssOf(member), 0);
    peakBytes = Math.max(peakBytes, latest);
    samples += 1;
    processes = Math.max(processes, tree.length);
  };
  const timer = setInterval(take, 100);
  return {
    latestBytes: () => latest,
    stop: () => {
      clearInterval(timer);
      return { peakBytes, samples, processes };
    },
  };
}

function pssOf(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readQuietly(`/proc/${pid}/smaps_rollup`))?.[1];
  return Number(kilobytes ?? 0) * 1_024;
}

/** The processes that a process has started, and theirs. Any thread of one may have started children. */
export function descendantsOf(pid: number): number[] {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
  return threads
    .flatMap((thread) =>
      readQuietly(`/proc/${pid}/task/${thread}/children`).trim().split(' ').filter(Boolean).map(Number),
    )
    .flatMap((child) => [child, ...descendantsOf(child)]);
}

/** A process may end between two samples. */
function readQuietly(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
