import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Which process of which start of which system: no other process ever has the same mark, whatever process id it is
 * given.
 */
export interface ProcessMark {
  readonly pid: number;
  /** Of the process, in the kernel's ticks since the system's start. */
  readonly startedAt: string;
  /** Of the system's start; all containers on one kernel share it. */
  readonly bootId: string;
  /** Where process ids and start times mean the same: a container has a space of its own. */
  readonly space: string;
}

/** The mark of this process; undefined where the system has no `/proc` that tells it. */
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

/** Whether a process of this very space still runs; a stopped one does, one that only waits to be buried does not. */
export const isProcessAlive = ({ pid, startedAt }: Pick<ProcessMark, 'pid' | 'startedAt'>): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Anything but "there is none" is a process that is not ours to signal.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const stat = statOf(pid);
  // What cannot be read counts as alive: `/proc` may hide other users' processes.
  return stat === undefined || (stat.startedAt === startedAt && !['Z', 'X'].includes(stat.state));
};

/** Fields 3 and 22 of `/proc/<pid>/stat`, counted behind the command's name, which may hold spaces and brackets. */
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
