import { readFileSync } from 'node:fs';

/** CPU seconds that a process has used, with its threads and ended children; Linux only. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return (user + system + childUser + childSystem) / TICKS_PER_SECOND;
}

/** The tick that Linux shows to programs, whatever its own clock uses. */
const TICKS_PER_SECOND = 100;
