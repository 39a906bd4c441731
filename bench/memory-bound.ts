import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A control group of Linux that gives what runs in it no more memory than its limit: who needs more is killed. */
export interface MemoryBound {
  /** What a command is started under, so that it and all that it starts are in the group from their first byte on. */
  readonly under: readonly string[];
  /** How many processes the kernel has killed for want of memory. */
  readonly killed: () => number;
  /** Ends the group, in which nothing may run any more. */
  readonly remove: () => void;
}

/**
 * Needs root, and a memory controller of version 1 or 2. Files that are read and written count too, but are given up
 * when memory is short.
 */
export function boundMemory(bytes: number): MemoryBound {
  const version1 = existsSync('/sys/fs/cgroup/memory/memory.limit_in_bytes');
  const group = join(version1 ? '/sys/fs/cgroup/memory' : '/sys/fs/cgroup', `stevedore-bench-${process.pid}`);
  mkdirSync(group, { recursive: true });
  if (version1) {
    writeFileSync(join(group, 'memory.limit_in_bytes'), String(bytes));
    if (existsSync(join(group, 'memory.memsw.limit_in_bytes')))
      writeFileSync(join(group, 'memory.memsw.limit_in_bytes'), String(bytes));
  } else {
    writeFileSync(join(group, 'memory.max'), String(bytes));
    writeFileSync(join(group, 'memory.swap.max'), '0');
  }
  const events = join(group, version1 ? 'memory.oom_control' : 'memory.events');
  return {
    under: ['/bin/sh', '-c', `echo $$ > ${join(group, 'cgroup.procs')} && exec "$@"`, 'sh'],
    killed: () => Number(/^oom_kill (\d+)$/m.exec(readFileSync(events, 'utf8'))?.[1] ?? 0),
    remove: () => rmdirSync(group),
  };
}
