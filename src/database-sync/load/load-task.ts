/** A piece of a load that one session of the target does. */
export interface LoadTask {
  /** Unlike any other's. */
  readonly id: string;
  /** Copies wait for the network, builds for the processor: each has places of its own. */
  readonly place: 'rows' | 'build';
  /** How long it takes, compared with others; in bytes of rows. */
  readonly cost: number;
  /** Ids of tasks that must have ended. An id that no task has is none to wait for. */
  readonly after: readonly string[];
  /** What it locks at the target, by the quoted name of the table. */
  readonly locks: ReadonlyMap<string, LockMode>;
  readonly run: (spare: number) => Promise<void>;
}

/** The server's locks of a table that a load takes. */
export type LockMode =
  | 'ACCESS SHARE'
  | 'ROW SHARE'
  | 'SHARE UPDATE EXCLUSIVE'
  | 'SHARE'
  | 'SHARE ROW EXCLUSIVE'
  | 'ACCESS EXCLUSIVE';

const STRONGER = ['SHARE ROW EXCLUSIVE', 'ACCESS EXCLUSIVE'] as const;

/** As the server's documentation has it. */
const CONFLICTS: Readonly<Record<LockMode, readonly LockMode[]>> = {
  'ACCESS SHARE': ['ACCESS EXCLUSIVE'],
  'ROW SHARE': ['ACCESS EXCLUSIVE'],
  'SHARE UPDATE EXCLUSIVE': ['SHARE UPDATE EXCLUSIVE', 'SHARE', ...STRONGER],
  SHARE: ['SHARE UPDATE EXCLUSIVE', ...STRONGER],
  'SHARE ROW EXCLUSIVE': ['SHARE UPDATE EXCLUSIVE', 'SHARE', ...STRONGER],
  'ACCESS EXCLUSIVE': [
    'ACCESS SHARE',
    'ROW SHARE',
    'SHARE UPDATE EXCLUSIVE',
    'SHARE',
    'SHARE ROW EXCLUSIVE',
    'ACCESS EXCLUSIVE',
  ],
};

/** Whether the server would let one wait for the other. */
export const inEachOthersWay = (one: LoadTask, other: LoadTask): boolean =>
  [...one.locks].some(([table, mode]) => {
    const theirs = other.locks.get(table);
    return theirs !== undefined && CONFLICTS[mode].includes(theirs);
  });
