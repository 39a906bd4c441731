import { readFileSync } from 'node:fs';

/** Seconds of processor that a process has used, its threads and ended children with it; Linux only. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return (user + system + childUser + childSystem) / TICKS_PER_SECOND;
}

/** What Linux shows to programs, whatever its own clock does. */
const TICKS_PER_SECOND = 100;
