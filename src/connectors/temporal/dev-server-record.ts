import { writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import type { ProcessMark } from '../disk/process-mark.js';
import { markThisProcess } from '../disk/process-mark.js';

/** A development server that this program uses and stops. */
export interface DevServer {
  readonly address: string;
  readonly uiUrl: string;
  readonly pid: number;
  /** Resolves when the process has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends the process that was started here, by its id; idempotent. */
  stop(): Promise<void>;
}

/** Where a development server runs; kept beside its database file from its first moment on. */
export interface DevServerRecord {
  readonly pid: number;
  readonly address: string;
  readonly uiUrl: string;
  /** The program that uses and stops it; absent if the system cannot identify processes. */
  readonly owner?: ProcessMark;
  /** Its owner has asked it to end. */
  readonly stopping?: boolean;
}

/**
 * Writes that this program owns the server; synchronous, so that a program that is killed now still leaves a record.
 */
export const writeDevServerRecord = (
  dbFile: string,
  { pid, address, uiUrl, stopping }: Omit<DevServerRecord, 'owner'>,
): void => {
  const owner = markThisProcess();
  const record: DevServerRecord = {
    ...{ pid, address, uiUrl },
    ...(owner === undefined ? {} : { owner }),
    ...(stopping === undefined ? {} : { stopping }),
  };
  writeFileSync(recordFile(dbFile), `${JSON.stringify(record)}\n`, { mode: 0o600 });
};

export const removeDevServerRecord = (dbFile: string): Promise<void> => rm(recordFile(dbFile), { force: true });

/** Reads the record beside the file; undefined if it is missing or unreadable. */
export const readDevServerRecord = async (dbFile: string): Promise<DevServerRecord | undefined> => {
  try {
    const record = JSON.parse(await readFile(recordFile(dbFile), 'utf8')) as Partial<DevServerRecord>;
    const { pid, address, uiUrl } = record;
    return pid !== undefined && address !== undefined && uiUrl !== undefined
      ? { ...record, pid, address, uiUrl }
      : undefined;
  } catch {
    return undefined;
  }
};

const recordFile = (dbFile: string): string => `${dbFile}.server.json`;
