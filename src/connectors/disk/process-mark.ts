import { readFileSync, readlinkSync } from 'node:fs';

/** Identifies a process: no other process ever has the same mark, even with the same process id. */
export interface ProcessMark {
  readonly pid: number;
  /** When the process started, in kernel ticks since the system's start. */
  readonly startedAt: string;
  /** Identifies the system's start; all containers on one kernel share it. */
  readonly bootId: string;
  /** Within one space, process ids and start times mean the same; each container has its own. */
  readonly space: string;
}

/** Returns this process's mark; undefined if the system has no suitable `/proc`. */
export const markThisProcess = (): ProcessMark | undefined => {
  try {
    const startedAt = statOf(process.pid)?.startedAt;
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    if (startedAt === undefined || bootId === '') return undefined;
    return { pid: process.pid, startedAt, bootId, space: ['pid', 'time'].map(namespaceOf).join(' ') };
  } catch {
    return undefined;
  }
};

/** Whether a process of this space still runs. A paused one does, a zombie does not. */
export const isProcessAlive = ({ pid, startedAt }: Pick<ProcessMark, 'pid' | 'startedAt'>): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Any other error means that the process exists but is not ours to signal.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const stat = statOf(pid);
  // An unreadable process counts as alive: `/proc` may hide other users' processes.
  return stat === undefined || (stat.startedAt === startedAt && !['Z', 'X'].includes(stat.state));
};

/** Fields 3 and 22 of `/proc/<pid>/stat`, counted after the command's name, which may hold spaces and brackets. */
const statOf = (pid: number): { readonly state: string; readonly startedAt: string } | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, startedAt] = [fields[0], fields[19]];
    return state === undefined || startedAt === undefined ? undefined : { state, startedAt };
  } catch {
    return undefined;
  }
};

const namespaceOf = (kind: string): string => {
  try {
    return readlinkSync(`/proc/self/ns/${kind}`);
  } catch {
    return `no ${kind}`;
  }
};
