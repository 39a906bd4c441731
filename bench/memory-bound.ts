import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A Linux control group that limits the memory of what runs in it: a process that exceeds the limit is killed. */
export interface MemoryBound {
  /** The command prefix that starts a program, and all that it starts, inside the group. */
  readonly under: readonly string[];
  /** Number of processes that the kernel has killed for exceeding it. */
  readonly killed: () => number;
  /** Removes the group; nothing may run in it any more. */
  readonly remove: () => void;
}

/**
 * Needs root, and a memory controller of version 1 or 2. Cached files count too, but are released when memory is short.
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
